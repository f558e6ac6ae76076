namespace LlmCost.AI;

/// <summary>
/// Contains the limits within which price changes take effect without a person's approval when a price list is read again.
/// </summary>
public sealed record PriceChangeLimits
{
    /// <summary>Gets the default limits: a factor of ten, and a tenth of the models.</summary>
    internal static PriceChangeLimits Default { get; } = new() { MaxFactor = 10, MaxRemovedModelShare = 0.1m };

    /// <summary>Gets the largest factor by which a price may rise or fall. It must be at least 1.</summary>
    public required decimal MaxFactor { get; init; }

    /// <summary>Gets the largest share of its models that a list may lose in one update, from 0 to 1.</summary>
    public required decimal MaxRemovedModelShare { get; init; }

    /// <summary>Gets the ids of changes that exceed the limits, but that a person has accepted. The default is empty.</summary>
    public IReadOnlyCollection<string> Accepted { get; init; } = [];
}
