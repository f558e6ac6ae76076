namespace LlmCost.AI;

/// <summary>A part of a call that has no price.</summary>
/// <remarks><c>app/src/api.ts</c> of the dashboard declares the same members.</remarks>
internal sealed class UnpricedPartAnswer
{
    public required string Name { get; init; }

    public required string Reason { get; init; }
}
