namespace LlmCost.AI;

/// <summary>The number of calls whose tokens are known in one way.</summary>
/// <remarks>The page's <c>api.ts</c> describes the members.</remarks>
internal sealed class UsageSourceAnswer
{
    public required string Source { get; init; }

    public required long Calls { get; init; }
}
