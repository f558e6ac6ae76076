namespace LlmCost.AI;

/// <summary>A request that can't be answered.</summary>
/// <remarks>The page's <c>api.ts</c> describes the members.</remarks>
internal sealed class ProblemAnswer
{
    public required string Title { get; init; }
}
