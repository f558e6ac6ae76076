namespace LlmCost.AI;

/// <summary>A group in a chart.</summary>
/// <remarks>The page's <c>api.ts</c> describes the members.</remarks>
internal sealed class GroupAnswer
{
    public required string? Name { get; init; }

    public required bool IsOther { get; init; }

    public required IReadOnlyList<string> Usd { get; init; }

    public required IReadOnlyList<string> Stacked { get; init; }
}
