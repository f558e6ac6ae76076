using System.Collections.Frozen;
using Microsoft.Extensions.Logging;

namespace LlmCost.AI;

/// <summary>The options in force, ready for use: one immutable snapshot, swapped whole.</summary>
internal sealed class MeteringState
{
    /// <summary>Makes a snapshot of valid options.</summary>
    public MeteringState(CostMeteringOptions options, PriceCatalog catalog)
    {
        Catalog = catalog;
        Prices = new PriceResolver(catalog, options.Prices, options.Deployments);
        Endpoints = options.Endpoints.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);
        MetricTags = [.. options.Tags];
        MaxTagValues = options.MaxTagValues;
        RecordLogLevel = options.RecordLogLevel;
        SemanticConventions = options.SemanticConventions;
        Factors = new NegotiatedFactors(options.Discounts, options.Adjustments);
        Provisioned = options.Provisioned.ToFrozenDictionary(
            deployment => deployment.Deployment!.Trim(),
            deployment => deployment.MonthlyCost is { } cost && deployment.MonthlyTokens is { } tokens ? cost * 1_000_000 / tokens : (decimal?)null,
            StringComparer.OrdinalIgnoreCase);
    }

    public PriceCatalog Catalog { get; }

    public PriceResolver Prices { get; }

    public FrozenDictionary<string, string> Endpoints { get; }

    public string[] MetricTags { get; }

    public int MaxTagValues { get; }

    public LogLevel RecordLogLevel { get; }

    public SemanticConventions SemanticConventions { get; }

    /// <summary>Discounts and mark-ups.</summary>
    public NegotiatedFactors Factors { get; }

    /// <summary>Deployments that are paid by the hour, and what their tokens cost when the month is spread over them, in USD per million tokens.</summary>
    public FrozenDictionary<string, decimal?> Provisioned { get; }
}
