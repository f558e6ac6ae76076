namespace LlmCost.AI;

/// <summary>The reason why a request can't be answered.</summary>
/// <remarks><c>app/src/api.ts</c> of the dashboard declares the same members.</remarks>
internal sealed class ProblemAnswer
{
    public required string Title { get; init; }
}
