namespace LlmCost.AI;

/// <summary>What, besides tokens, decides what a request costs: what the provider served, not what was asked for.</summary>
public readonly record struct PricingContext
{
    /// <summary>The service tier, in the provider's word; <see langword="null"/> is the standard one.</summary>
    public string? ServiceTier { get; init; }

    /// <summary>The region or data residency, such as <c>us</c> or <c>eu</c>; <see langword="null"/> is the default.</summary>
    public string? Region { get; init; }

    /// <summary>The speed, such as <c>fast</c>; <see langword="null"/> is the default.</summary>
    public string? Speed { get; init; }

    /// <summary>What was used beside tokens. Requests are one unless they are listed.</summary>
    public IReadOnlyList<BillableQuantity> Quantities { get => field ?? []; init; }

    /// <summary>Whether a tier is what providers call the one that their list prices are for.</summary>
    internal static bool IsStandard(string? tier) => tier is null || s_standard.Contains(tier);

    private static readonly HashSet<string> s_standard =
        new(StringComparer.OrdinalIgnoreCase) { "default", "standard", "auto", "on_demand" };
}
