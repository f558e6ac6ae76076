using System.Collections.Frozen;
using Microsoft.Extensions.Logging;

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
        Endpoints = options.ProviderHosts.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);
        PriceChangeLimits = new PriceChangeLimits(options.MaxPriceChangeFactor, options.MaxRemovedModelShare, [.. options.AcceptedPriceChanges]);
        ExchangeRates = new ExchangeRates(options.ExchangeRates);
        MetricTags = [.. options.MetricTags];
        MaxTagValues = options.MaxTagValues;
        RecordLogLevel = options.RecordLogLevel;
        SemanticConventions = options.SemanticConventions;
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

    public FrozenDictionary<string, string> Endpoints { get; }

    public string[] MetricTags { get; }

    public int MaxTagValues { get; }

    public LogLevel RecordLogLevel { get; }

    public GenAIMetricConventions SemanticConventions { get; }

    /// <summary>Discounts and mark-ups.</summary>
    public PriceAdjustments Factors { get; }

    /// <summary>The decimals of a USD to which providers round a call's cost.</summary>
    public FrozenDictionary<string, int> Rounding { get; }

    /// <summary>Deployments that are paid by the hour, and what their tokens cost when the month is spread over them, in USD per million tokens.</summary>
    public FrozenDictionary<string, decimal?> Provisioned { get; }
}
