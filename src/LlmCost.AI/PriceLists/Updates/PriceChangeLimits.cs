namespace LlmCost.AI;

/// <summary>Limits on the price changes that take effect without being accepted when a price list is read again.</summary>
/// <param name="MaxFactor">The largest factor by which a price may rise or fall.</param>
/// <param name="MaxRemovedModelShare">The largest share of its models that a list may lose.</param>
/// <param name="Accepted">The ids of changes beyond the limits that a person accepted.</param>
internal sealed record PriceChangeLimits(decimal MaxFactor, decimal MaxRemovedModelShare, IReadOnlyCollection<string> Accepted)
{
    /// <summary>Tenfold, and a tenth of the models.</summary>
    public static PriceChangeLimits Default { get; } = new(10, 0.1m, []);
}
