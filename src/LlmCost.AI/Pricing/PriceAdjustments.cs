namespace LlmCost.AI;

/// <summary>The discounts and mark-ups in force.</summary>
internal sealed class PriceAdjustments
{
    private readonly Dictionary<(string Provider, string? Model, string? Tier), decimal> _factors = [];

    public PriceAdjustments(IEnumerable<KeyValuePair<string, decimal>> discounts, IEnumerable<PriceAdjustmentOptions> adjustments)
    {
        foreach (var (provider, share) in discounts)
        {
            _factors[(KnownProviders.Canonical(provider)!, null, null)] = 1 - share;
        }

        foreach (var adjustment in adjustments)
        {
            var key = (KnownProviders.Canonical(adjustment.Provider)!, ModelId.Normalize(adjustment.Model), ModelId.Normalize(adjustment.ServiceTier));
            _factors[key] = adjustment.Factor.GetValueOrDefault(1);
        }
    }

    /// <summary>Whether there are none.</summary>
    public bool IsEmpty => _factors.Count is 0;

    /// <summary>What the list price of a call is multiplied with; the most exact entry counts.</summary>
    /// <param name="provider">The provider.</param>
    /// <param name="model">The model's name in the price list.</param>
    /// <param name="tier">The service tier that was served.</param>
    public decimal Of(string? provider, string model, string? tier)
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
