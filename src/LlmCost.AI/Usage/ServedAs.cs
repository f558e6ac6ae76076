namespace LlmCost.AI;

/// <summary>
/// The actual service tier, region and speed of a request, on which prices depend. These values can differ from the requested
/// values.
/// </summary>
/// <remarks>The default value is the standard tier, the default region and the default speed.</remarks>
public readonly record struct ServedAs
{
    private static readonly HashSet<string> s_standardTiers =
        new(StringComparer.OrdinalIgnoreCase) { "default", "standard", "auto", "on_demand" };

    /// <summary>Gets the service tier, as named by the provider; <see langword="null"/> means the standard tier.</summary>
    public string? ServiceTier { get; init; }

    /// <summary>
    /// Gets the region or data residency, such as <c>us</c> or <c>eu</c>; <see langword="null"/> means the default region.
    /// </summary>
    public string? Region { get; init; }

    /// <summary>Gets the speed, such as <c>fast</c>; <see langword="null"/> means the default speed.</summary>
    public string? Speed { get; init; }

    /// <summary>
    /// Gets the kind of prompt cache: <see cref="ExplicitCache"/> if the request selected a cache; <see langword="null"/> means
    /// the provider's default cache. Some prices depend on it.
    /// </summary>
    public string? CacheMode { get; init; }

    /// <summary>The <see cref="CacheMode"/> of a prompt cache that the request selected.</summary>
    internal const string ExplicitCache = "explicit";

    /// <summary>Returns true if the tier is the standard tier, to which providers' list prices apply.</summary>
    internal static bool IsStandard(string? tier) => tier is null || s_standardTiers.Contains(tier);
}
