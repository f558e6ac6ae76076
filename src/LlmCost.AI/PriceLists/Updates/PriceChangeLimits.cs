namespace LlmCost.AI;

/// <summary>What may change without a person when a price list is read again.</summary>
/// <param name="MaxFactor">By how much a price may go up or down.</param>
/// <param name="MaxRemovedModelShare">Which share of its models a list may lose.</param>
/// <param name="Accepted">The ids of changes beyond that which a person accepted.</param>
internal sealed record PriceChangeLimits(decimal MaxFactor, decimal MaxRemovedModelShare, IReadOnlyCollection<string> Accepted);
