namespace LlmCost.AI;

/// <summary>The number of calls whose usage comes from one source.</summary>
/// <remarks>The page's <c>api.ts</c> describes the members.</remarks>
internal sealed class UsageSourceAnswer
{
    public required string Source { get; init; }

    public required long Calls { get; init; }
}
