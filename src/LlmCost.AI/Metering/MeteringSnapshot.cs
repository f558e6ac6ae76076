using System.Collections.Frozen;

namespace LlmCost.AI;

/// <summary>The options in force, ready for use: one immutable snapshot, swapped whole.</summary>
internal sealed class MeteringSnapshot
{
    /// <summary>Makes a snapshot of valid options.</summary>
    public MeteringSnapshot(CostMeteringOptions options, IReadOnlyList<PriceList> lists)
    {
        Lists = lists;
        LastList = lists[^1];
        Prices = new PriceResolver(lists, options);
        ProviderHosts = options.ProviderHosts.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);
        Accounts = options.Accounts.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);
        PriceChangeLimits = new PriceChangeLimits(options.MaxPriceChangeFactor, options.MaxRemovedModelShare, [.. options.AcceptedPriceChanges]);
        ExchangeRates = new ExchangeRates(options.ExchangeRates);
        Telemetry = new TelemetrySettings(
            [.. options.MetricTags], options.MaxTagValues, options.RecordLogLevel, options.SemanticConventions);
        Factors = new PriceAdjustments(options.Discounts, options.Adjustments);
        Rounding = options.Rounding.ToFrozenDictionary(pair => KnownProviders.Canonical(pair.Key)!, pair => pair.Value);
        Provisioned = options.ProvisionedDeployments.ToFrozenDictionary(
            deployment => deployment.Deployment!.Trim(),
            deployment => deployment.MonthlyCost is { } cost && deployment.MonthlyTokens is { } tokens ? cost * 1_000_000 / tokens : (decimal?)null,
            StringComparer.OrdinalIgnoreCase);
    }

    /// <summary>The price lists in the order in which they are asked; there is at least one.</summary>
    public IReadOnlyList<PriceList> Lists { get; }

    /// <summary>The list that is asked last.</summary>
    public PriceList LastList { get; }

    public PriceResolver Prices { get; }

    /// <summary>How far a price may go when its list is read again.</summary>
    public PriceChangeLimits PriceChangeLimits { get; }

    public ExchangeRates ExchangeRates { get; }

    /// <summary>The providers behind the hosts of gateways and proxies.</summary>
    public FrozenDictionary<string, string> ProviderHosts { get; }

    /// <summary>The billed accounts by host.</summary>
    public FrozenDictionary<string, string> Accounts { get; }

    public TelemetrySettings Telemetry { get; }

    /// <summary>Discounts and mark-ups.</summary>
    public PriceAdjustments Factors { get; }

    /// <summary>The decimals of a USD to which providers round a call's cost.</summary>
    public FrozenDictionary<string, int> Rounding { get; }

    /// <summary>Deployments that are paid by the hour, and what their tokens cost when the month is spread over them, in USD per million tokens.</summary>
    public FrozenDictionary<string, decimal?> Provisioned { get; }
}
