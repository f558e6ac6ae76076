namespace LlmCost.AI;

/// <summary>A price change that waits for approval.</summary>
/// <remarks>The page's <c>api.ts</c> describes the members.</remarks>
internal sealed class HeldPriceAnswer
{
    public required string Id { get; init; }

    public required string Description { get; init; }
}
