namespace LlmCost.AI;

/// <summary>The explanation of a price.</summary>
/// <remarks>The page's <c>api.ts</c> describes the members.</remarks>
internal sealed class ExplanationAnswer
{
    public required string Instance { get; init; }

    public required string Text { get; init; }
}
