namespace LlmCost.AI;

/// <summary>An index of discounts and mark-ups.</summary>
internal sealed class PriceAdjustments
{
    private readonly Dictionary<(string Provider, string? Model, string? Tier), decimal> _factors = [];

    /// <summary>Indexes adjustments.</summary>
    /// <param name="adjustments">
    /// The adjustments. A later adjustment replaces an earlier one for the same provider, model and tier.
    /// </param>
    public PriceAdjustments(IEnumerable<PriceAdjustment> adjustments)
    {
        foreach (var adjustment in adjustments)
        {
            var key = (
                KnownProviders.Canonical(adjustment.Provider)!,
                ModelId.Normalize(adjustment.Model),
                ModelId.Normalize(adjustment.ServiceTier));
            _factors[key] = adjustment.Factor;
        }
    }

    /// <summary>Gets an index without adjustments.</summary>
    public static PriceAdjustments None { get; } = new([]);

    /// <summary>True if there are no adjustments.</summary>
    public bool IsEmpty => _factors.Count is 0;

    /// <summary>Returns the factor that multiplies the list price of a call. The most specific adjustment applies.</summary>
    /// <param name="provider">The provider.</param>
    /// <param name="model">The model's name in the price list.</param>
    /// <param name="tier">The actual service tier.</param>
    public decimal FactorFor(string? provider, string model, string? tier)
    {
        if (IsEmpty || provider is null)
        {
            return 1;
        }

        var (name, served) = (ModelId.Normalize(model), ModelId.Normalize(tier));
        return _factors.TryGetValue((provider, name, served), out var factor)
            || _factors.TryGetValue((provider, name, null), out factor)
            || _factors.TryGetValue((provider, null, served), out factor)
            || _factors.TryGetValue((provider, null, null), out factor)
            ? factor
            : 1;
    }
}
