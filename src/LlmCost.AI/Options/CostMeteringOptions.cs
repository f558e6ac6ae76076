using Microsoft.Extensions.Logging;

namespace LlmCost.AI;

/// <summary>Provides options that control how calls are priced, attributed and reported.</summary>
/// <remarks>
/// The options are bound from the configuration section <c>LlmCost</c>, validated at startup and applied when the configuration
/// changes. Keys that are not options are errors, except comments (keys that begin with <c>//</c>, <c>_</c>, <c>$</c> or
/// <c>#</c>). An invalid change is logged and counted, and the previous options stay in effect.
/// </remarks>
public sealed class CostMeteringOptions
{
    /// <summary>The configuration section that the options are bound from.</summary>
    public const string SectionName = "LlmCost";

    /// <summary>
    /// Gets custom prices. They take precedence over price lists, and a price set in code takes precedence over one in
    /// configuration. Default: none.
    /// </summary>
    /// <remarks>
    /// The custom price of an alias or deployment does not apply if the response names a different model and a price list
    /// contains that model. It does apply if <see cref="Deployments"/> maps the deployment to that model.
    /// </remarks>
    public IList<ModelPriceOptions> Prices { get; } = [];

    /// <summary>
    /// Gets the paths of price files, in the format of this library, genai-prices or LiteLLM. In configuration, paths are
    /// relative to the content root of the host; in code, to the current directory. Price files take precedence over feeds and
    /// over the catalog of the package, and earlier files over later ones. A changed file is reloaded within seconds. Default:
    /// none.
    /// </summary>
    public IList<string> PriceFiles { get; } = [];

    /// <summary>
    /// Gets or sets the factor by which a price may rise or fall when a list is reloaded, from 1 to 1,000,000. If a price
    /// changes by more, or to or from zero, the previous price stays in effect until <see cref="AcceptedPriceChanges"/>
    /// contains the change. Default: 10.
    /// </summary>
    public decimal MaxPriceChangeFactor { get; set; } = 10;

    /// <summary>
    /// Gets or sets the share of models that a price list may lose when it is reloaded, from 0 to 1. If it loses more, the whole
    /// previous list stays in effect until <see cref="AcceptedPriceChanges"/> contains the change. Default: 0.1.
    /// </summary>
    public decimal MaxRemovedModelShare { get; set; } = 0.1m;

    /// <summary>
    /// Gets the ids of held price changes that were reviewed and accepted. The log and <see cref="CostMeter.HeldPriceChanges"/>
    /// contain these ids. Default: none.
    /// </summary>
    public IList<string> AcceptedPriceChanges { get; } = [];

    /// <summary>
    /// Gets the value in USD of one unit of each other currency, by ISO 4217 code, for prices that are not in USD. Values are
    /// greater than 0. Default: none.
    /// </summary>
    public IDictionary<string, decimal> ExchangeRates { get; } =
        new Dictionary<string, decimal>(StringComparer.OrdinalIgnoreCase);

    /// <summary>
    /// Gets the fallback providers of resellers, by OpenTelemetry provider names. If no list prices a model for the reseller, the
    /// prices of these providers apply, in order. Records name the provider that was used
    /// (<see cref="CostRecord.FallbackProvider"/>). Default: none; models without a price for the reseller are unpriced.
    /// </summary>
    public IDictionary<string, IList<string>> ResellerFallbacks { get; } =
        new Dictionary<string, IList<string>>(StringComparer.OrdinalIgnoreCase);

    /// <summary>
    /// Gets, by provider, the number of decimal places to which the provider rounds the cost of each call in USD on its bill,
    /// from 0 to 28. Halves are rounded away from zero, and each token class keeps its share of the cost. Costs that the provider
    /// reports are not rounded. Default: none; nothing is rounded.
    /// </summary>
    public IDictionary<string, int> Rounding { get; } = new Dictionary<string, int>(StringComparer.OrdinalIgnoreCase);

    /// <summary>
    /// Gets the models behind deployments and inference profiles, by the name of the deployment or profile, for responses that do
    /// not name the model in full. Default: none.
    /// </summary>
    public IDictionary<string, string> Deployments { get; } = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);

    /// <summary>
    /// Gets the providers behind gateways and proxies, as OpenTelemetry provider names, by host name or IP address. A host with a
    /// port (<c>gateway.example:8443</c>) takes precedence over the same host without a port. The hosts of the providers
    /// themselves are built in. No price list applies to a host that is neither configured nor built in, even if the client
    /// reports <c>openai</c>. Default: none.
    /// </summary>
    public IDictionary<string, string> ProviderHosts { get; } = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);

    /// <summary>
    /// Gets the accounts that providers bill, by the host of the endpoint, with or without a port as in
    /// <see cref="ProviderHosts"/>. An account is the project, workspace, subscription or key alias that records contain
    /// (<see cref="CostRecord.Account"/>). An account set on a client takes precedence. Default: none.
    /// </summary>
    public IDictionary<string, string> Accounts { get; } = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);

    /// <summary>
    /// Gets negotiated discounts by provider, as a share of the list price from 0 to 1: 0.15 is 15 % off. They change neither
    /// <see cref="Prices"/> nor costs that the provider reports. Default: none.
    /// </summary>
    public IDictionary<string, decimal> Discounts { get; } = new Dictionary<string, decimal>(StringComparer.OrdinalIgnoreCase);

    /// <summary>
    /// Gets negotiated discounts and mark-ups by provider, model and service tier. The most specific adjustment applies, and
    /// adjustments take precedence over <see cref="Discounts"/>. Adjustments change neither <see cref="Prices"/> nor costs that
    /// the provider reports. Default: none.
    /// </summary>
    public IList<PriceAdjustmentOptions> Adjustments { get; } = [];

    /// <summary>Gets deployments that are billed hourly instead of per token. Default: none.</summary>
    public IList<ProvisionedDeploymentOptions> ProvisionedDeployments { get; } = [];

    /// <summary>
    /// Gets the names of <see cref="CostScope"/> tags that become metric attributes, at most 8. Names may contain letters, digits
    /// and <c>_ . - /</c>. Other tags reach only log records and spans. Ids of users, sessions, conversations and requests are
    /// rejected. Names that collide with another label in Prometheus are rejected as well. Default: none.
    /// </summary>
    public IList<string> MetricTags { get; } = [];

    /// <summary>
    /// Gets or sets the maximum number of distinct values of a metric attribute, from 1 to 100,000. Further values are replaced
    /// with <c>other</c> and counted by <c>llmcost.tags.folded</c>. The same applies to values that are longer than 256
    /// characters or contain control characters. Default: 200.
    /// </summary>
    public int MaxTagValues { get; set; } = 200;

    /// <summary>
    /// Gets or sets the level of the log record that is written for each call, in the category <c>LlmCost.AI.CostMeter</c>.
    /// <see cref="LogLevel.None"/> turns these records off. Default: <see cref="LogLevel.Information"/>.
    /// </summary>
    public LogLevel RecordLogLevel { get; set; } = LogLevel.Information;

    /// <summary>
    /// Gets or sets the standard gen_ai metrics that are emitted in addition to the <c>llmcost.*</c> metrics. Default:
    /// <see cref="GenAIMetricConventions.Auto"/>.
    /// </summary>
    public GenAIMetricConventions SemanticConventions { get; set; } = GenAIMetricConventions.Auto;

    /// <summary>
    /// The number of <see cref="Prices"/> from configuration. They come first in the list, before the prices from code.
    /// </summary>
    internal int ConfiguredPrices { get; set; }

    /// <summary>Returns the price options as plain values. The options must be valid.</summary>
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
            ProvisionedDeployments =
                ProvisionedDeployments.ToDictionary(deployment => deployment.Deployment!, deployment => deployment.ToPrice()),
            ExchangeRates = toUsd,
            ChangeLimits = new PriceChangeLimits
            {
                MaxFactor = MaxPriceChangeFactor,
                MaxRemovedModelShare = MaxRemovedModelShare,
                Accepted = [.. AcceptedPriceChanges],
            },
        };
    }

    /// <summary>Returns discounts and adjustments. If a provider has both, the adjustment takes precedence.</summary>
    private PriceAdjustments ToAdjustments() => new(
    [
        .. Discounts.Select(discount => new PriceAdjustment(discount.Key, Model: null, ServiceTier: null, 1 - discount.Value)),
        .. Adjustments.Select(adjustment => adjustment.ToAdjustment()),
    ]);
}
