using Microsoft.Extensions.Logging;

namespace LlmCost.AI;

/// <summary>How calls are priced, attributed and told.</summary>
/// <remarks>
/// Bound from the section <c>LlmCost</c> of the configuration, validated at start and applied live when the configuration changes. A
/// change that is not valid is logged and counted, and what was valid before stays in force.
/// </remarks>
public sealed class CostMeteringOptions
{
    /// <summary>The configuration section that the options are bound from.</summary>
    public const string SectionName = "LlmCost";

    /// <summary>Prices of the user's own. They win over the catalog. Default: none.</summary>
    public IList<ModelPriceOptions> Prices { get; } = [];

    /// <summary>
    /// Names of deployments and the models behind them, for answers that name the deployment instead of the model. Default: none.
    /// </summary>
    public IDictionary<string, string> Deployments { get; } = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);

    /// <summary>
    /// Host names of gateways and proxies, without port, and the providers behind them, in OpenTelemetry's names. Default: none; the hosts of
    /// the providers themselves are known.
    /// </summary>
    public IDictionary<string, string> Endpoints { get; } = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);

    /// <summary>
    /// Negotiated discounts by provider, as a share of the catalog's price: 0.15 is 15 % off. From 0 to 1. They change neither
    /// <see cref="Prices"/> nor costs that the provider reports. Default: none.
    /// </summary>
    public IDictionary<string, decimal> Discounts { get; } = new Dictionary<string, decimal>(StringComparer.OrdinalIgnoreCase);

    /// <summary>
    /// Negotiated discounts and mark-ups by provider, model and service tier. More exact ones win over less exact ones, and all over
    /// <see cref="Discounts"/>. They change neither <see cref="Prices"/> nor costs that the provider reports. Default: none.
    /// </summary>
    public IList<PriceAdjustmentOptions> Adjustments { get; } = [];

    /// <summary>Deployments that are paid by the hour instead of by the token. Default: none.</summary>
    public IList<ProvisionedDeploymentOptions> Provisioned { get; } = [];

    /// <summary>
    /// The names of the tags of <see cref="CostScope"/> that become attributes of metrics, at most 8. All others go to log records and
    /// spans only. Ids of users, sessions, conversations and requests are refused. Default: none.
    /// </summary>
    public IList<string> Tags { get; } = [];

    /// <summary>
    /// How many values an attribute of a metric may have, from 1 to 100,000; further ones are folded into <c>other</c> and counted by
    /// <c>llmcost.tags.folded</c>. Default: 200.
    /// </summary>
    public int MaxTagValues { get; set; } = 200;

    /// <summary>
    /// The level of the log record that is written for each call, in the category <c>LlmCost.AI.CostMeter</c>; <see cref="LogLevel.None"/>
    /// writes none. Default: <see cref="LogLevel.Information"/>.
    /// </summary>
    public LogLevel RecordLogLevel { get; set; } = LogLevel.Information;

    /// <summary>Which standard gen_ai metrics are emitted beside our own. Default: <see cref="SemanticConventions.Auto"/>.</summary>
    public SemanticConventions SemanticConventions { get; set; } = SemanticConventions.Auto;
}
