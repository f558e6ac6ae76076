namespace LlmCost.AI;

/// <summary>Contains the limits on price changes that take effect without acceptance when a price list is read again.</summary>
/// <param name="MaxFactor">The largest factor by which a price may rise or fall.</param>
/// <param name="MaxRemovedModelShare">The largest share of its models that a list may lose.</param>
/// <param name="Accepted">The ids of changes beyond the limits that a person accepted.</param>
internal sealed record PriceChangeLimits(decimal MaxFactor, decimal MaxRemovedModelShare, IReadOnlyCollection<string> Accepted)
{
    /// <summary>Gets the default limits: a factor of ten, and a tenth of the models.</summary>
    public static PriceChangeLimits Default { get; } = new(10, 0.1m, []);
}
