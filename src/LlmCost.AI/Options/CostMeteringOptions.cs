using Microsoft.Extensions.Logging;

namespace LlmCost.AI;

/// <summary>How calls are priced, attributed and told.</summary>
/// <remarks>
/// Bound from the section <c>LlmCost</c> of the configuration, validated at start and applied live when the configuration
/// changes. A change that is not valid is logged and counted, and what was valid before stays in force.
/// </remarks>
public sealed class CostMeteringOptions
{
    /// <summary>The configuration section that the options are bound from.</summary>
    public const string SectionName = "LlmCost";

    /// <summary>
    /// Prices of the user's own. They win over price lists. Of a model that has a price in code and one in configuration, that of
    /// the code counts. Default: none.
    /// </summary>
    public IList<ModelPriceOptions> Prices { get; } = [];

    /// <summary>
    /// Files with prices, in our own format, genai-prices' or LiteLLM's. In configuration, relative to the content root of the
    /// host; in code, to the current directory. They win over feeds and over the catalog of the package, and earlier ones over
    /// later ones. A file that changes is read again within seconds. Default: none.
    /// </summary>
    public IList<string> PriceFiles { get; } = [];

    /// <summary>
    /// By how much a price may change when a list is read again, as a factor in either direction, from 1 to 1,000,000. Beyond it,
    /// and where a price goes to or comes from zero, the old price stays until <see cref="AcceptedPriceChanges"/> has the change.
    /// Default: 10.
    /// </summary>
    public decimal MaxPriceChangeFactor { get; set; } = 10;

    /// <summary>
    /// Which share of its models a list may lose when it is read again, from 0 to 1. Beyond it, the old list stays whole until
    /// <see cref="AcceptedPriceChanges"/> has the change. Default: 0.1.
    /// </summary>
    public decimal MaxRemovedModelShare { get; set; } = 0.1m;

    /// <summary>
    /// The ids of held price changes that a person accepts, as the log and <see cref="CostMeter.HeldPriceChanges"/> tell them.
    /// Default: none.
    /// </summary>
    public IList<string> AcceptedPriceChanges { get; } = [];

    /// <summary>
    /// What a unit of another currency is worth, in USD, by ISO 4217 code, for prices that are not in USD. Greater than 0.
    /// Default: none.
    /// </summary>
    public IDictionary<string, decimal> ExchangeRates { get; } = new Dictionary<string, decimal>(StringComparer.OrdinalIgnoreCase);

    /// <summary>
    /// Resellers and the makers whose prices hold for models that no list has for the reseller, the first first, in
    /// OpenTelemetry's names. A record says so (<see cref="CostRecord.FallbackProvider"/>). Default: none; such models are
    /// unknown.
    /// </summary>
    public IDictionary<string, IList<string>> ResellerFallbacks { get; } = new Dictionary<string, IList<string>>(StringComparer.OrdinalIgnoreCase);

    /// <summary>
    /// The decimals of a USD to which a provider rounds each call's cost on its bill, half away from zero, by provider, from 0 to
    /// 28. A class of tokens keeps its share. Costs that the provider reports are not rounded. Default: none; nothing is rounded.
    /// </summary>
    public IDictionary<string, int> Rounding { get; } = new Dictionary<string, int>(StringComparer.OrdinalIgnoreCase);

    /// <summary>
    /// Names of deployments and the models behind them, for answers that name the deployment instead of the model. Default: none.
    /// </summary>
    public IDictionary<string, string> Deployments { get; } = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);

    /// <summary>
    /// Host names of gateways and proxies, without port, and the providers behind them, in OpenTelemetry's names. Default: none;
    /// the hosts of the providers themselves are known.
    /// </summary>
    public IDictionary<string, string> ProviderHosts { get; } = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);

    /// <summary>
    /// Gets the accounts that providers bill, by the host name of the endpoint, without port: the project, workspace,
    /// subscription or key alias that a record names (<see cref="CostRecord.Account"/>). An account set on a client wins.
    /// Default: none.
    /// </summary>
    public IDictionary<string, string> Accounts { get; } = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);

    /// <summary>
    /// Negotiated discounts by provider, as a share of the list price: 0.15 is 15 % off. From 0 to 1. They change neither
    /// <see cref="Prices"/> nor costs that the provider reports. Default: none.
    /// </summary>
    public IDictionary<string, decimal> Discounts { get; } = new Dictionary<string, decimal>(StringComparer.OrdinalIgnoreCase);

    /// <summary>
    /// Negotiated discounts and mark-ups by provider, model and service tier. More exact ones win over less exact ones, and all
    /// over <see cref="Discounts"/>. They change neither <see cref="Prices"/> nor costs that the provider reports. Default: none.
    /// </summary>
    public IList<PriceAdjustmentOptions> Adjustments { get; } = [];

    /// <summary>Deployments that are paid by the hour instead of by the token. Default: none.</summary>
    public IList<ProvisionedDeploymentOptions> ProvisionedDeployments { get; } = [];

    /// <summary>
    /// The names of the tags of <see cref="CostScope"/> that become attributes of metrics, at most 8, made of letters, digits and
    /// any of <c>_ . - /</c>. All others go to log records and spans only. Ids of users, sessions, conversations and requests are
    /// refused, and so are names that are another label's in Prometheus. Default: none.
    /// </summary>
    public IList<string> MetricTags { get; } = [];

    /// <summary>
    /// How many values an attribute of a metric may have, from 1 to 100,000; further ones, and those that are longer than 256
    /// characters or have control characters, are folded into <c>other</c> and counted by <c>llmcost.tags.folded</c>. Default:
    /// 200.
    /// </summary>
    public int MaxTagValues { get; set; } = 200;

    /// <summary>
    /// The level of the log record that is written for each call, in the category <c>LlmCost.AI.CostMeter</c>; <see
    /// cref="LogLevel.None"/> writes none. Default: <see cref="LogLevel.Information"/>.
    /// </summary>
    public LogLevel RecordLogLevel { get; set; } = LogLevel.Information;

    /// <summary>
    /// Which standard gen_ai metrics are emitted beside our own. Default: <see cref="GenAIMetricConventions.Auto"/>.
    /// </summary>
    public GenAIMetricConventions SemanticConventions { get; set; } = GenAIMetricConventions.Auto;

    /// <summary>How many of <see cref="Prices"/> come from configuration; the others come from code.</summary>
    internal int ConfiguredPrices { get; set; }

    /// <summary>The options about prices, as plain values. They must be valid.</summary>
    internal PriceSettings ToPriceSettings()
    {
        var toUsd = new ExchangeRates(ExchangeRates);
        return new PriceSettings
        {
            CustomPrices = [.. Prices.Select(price => price.ToCustomPrice(toUsd))],
            Deployments = new Dictionary<string, string>(Deployments),
            ResellerFallbacks = ResellerFallbacks.ToDictionary(pair => pair.Key, IReadOnlyList<string> (pair) => [.. pair.Value]),
            Adjustments = ToAdjustments(),
            Rounding = new Dictionary<string, int>(Rounding),
            ProvisionedDeployments = ProvisionedDeployments.ToDictionary(
                deployment => deployment.Deployment!, deployment => deployment.ToPrice()),
            ExchangeRates = toUsd,
            ChangeLimits = new PriceChangeLimits(MaxPriceChangeFactor, MaxRemovedModelShare, [.. AcceptedPriceChanges]),
        };
    }

    /// <summary>Discounts and adjustments; of the same provider, the adjustment wins.</summary>
    private PriceAdjustments ToAdjustments() => new(
    [
        .. Discounts.Select(discount => new PriceAdjustment(discount.Key, Model: null, ServiceTier: null, 1 - discount.Value)),
        .. Adjustments.Select(adjustment => adjustment.ToAdjustment()),
    ]);
}
