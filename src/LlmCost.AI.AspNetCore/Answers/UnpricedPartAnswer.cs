namespace LlmCost.AI;

/// <summary>A part of a call that has no price.</summary>
/// <remarks>The page's <c>api.ts</c> describes the members.</remarks>
internal sealed class UnpricedPartAnswer
{
    public required string Name { get; init; }

    public required string Reason { get; init; }
}
