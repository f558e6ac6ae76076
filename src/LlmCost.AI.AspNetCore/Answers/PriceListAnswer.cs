namespace LlmCost.AI;

/// <summary>The price list that was used.</summary>
/// <remarks>The page's <c>api.ts</c> describes the members.</remarks>
internal sealed class PriceListAnswer
{
    public required string? Name { get; init; }

    public required string? Version { get; init; }

    public required string? FallbackProvider { get; init; }
}
