namespace LlmCost.AI;

/// <summary>The reason why a request can't be answered.</summary>
/// <remarks>The page's <c>api.ts</c> describes the members.</remarks>
internal sealed class ProblemAnswer
{
    public required string Title { get; init; }
}
