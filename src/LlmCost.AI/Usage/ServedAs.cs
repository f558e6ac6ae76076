namespace LlmCost.AI;

/// <summary>How a provider served a request, as far as prices depend on it: what was served, not what was requested.</summary>
/// <remarks>The default value is the standard tier, the default region and the default speed.</remarks>
public readonly record struct ServedAs
{
    private static readonly HashSet<string> s_standardTiers =
        new(StringComparer.OrdinalIgnoreCase) { "default", "standard", "auto", "on_demand" };

    /// <summary>Gets the service tier, in the provider's word; <see langword="null"/> is the standard one.</summary>
    public string? ServiceTier { get; init; }

    /// <summary>
    /// Gets the region or data residency, such as <c>us</c> or <c>eu</c>; <see langword="null"/> is the default.
    /// </summary>
    public string? Region { get; init; }

    /// <summary>Gets the speed, such as <c>fast</c>; <see langword="null"/> is the default.</summary>
    public string? Speed { get; init; }

    /// <summary>
    /// Gets the kind of prompt cache: <see cref="ExplicitCache"/> if the request asked for one; <see langword="null"/> is the
    /// provider's own. Some prices depend on it.
    /// </summary>
    public string? CacheMode { get; init; }

    /// <summary>The <see cref="CacheMode"/> of a prompt cache that the request asked for.</summary>
    internal const string ExplicitCache = "explicit";

    /// <summary>Returns true if a tier is the one that providers' list prices are for.</summary>
    internal static bool IsStandard(string? tier) => tier is null || s_standardTiers.Contains(tier);
}
