namespace LlmCost.AI;

/// <summary>The explanation of a price.</summary>
/// <remarks><c>app/src/api.ts</c> of the dashboard declares the same members.</remarks>
internal sealed class ExplanationAnswer
{
    public required string Instance { get; init; }

    public required string Text { get; init; }
}
