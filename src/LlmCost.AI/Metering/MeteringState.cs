using System.Collections.Frozen;
using Microsoft.Extensions.Logging;

namespace LlmCost.AI;

/// <summary>The options in force, ready for use: one immutable snapshot, swapped whole.</summary>
internal sealed class MeteringState
{
    private readonly FrozenDictionary<string, decimal> _discounts;

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
        _discounts = options.Discounts.ToFrozenDictionary(pair => ProviderIdentity.Canonical(pair.Key)!, pair => pair.Value);
    }

    public PriceCatalog Catalog { get; }

    public PriceResolver Prices { get; }

    public FrozenDictionary<string, string> Endpoints { get; }

    public string[] MetricTags { get; }

    public int MaxTagValues { get; }

    public LogLevel RecordLogLevel { get; }

    public SemanticConventions SemanticConventions { get; }

    /// <summary>The share off the catalog's price at a provider, from 0 to 1.</summary>
    public decimal DiscountOf(string? provider) => provider is not null ? _discounts.GetValueOrDefault(provider) : 0;
}
