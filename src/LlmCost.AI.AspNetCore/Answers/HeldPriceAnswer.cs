namespace LlmCost.AI;

/// <summary>A price change that waits for approval.</summary>
/// <remarks><c>app/src/api.ts</c> of the dashboard declares the same members.</remarks>
internal sealed class HeldPriceAnswer
{
    public required string Id { get; init; }

    public required string Description { get; init; }
}
