namespace LlmCost.AI;

/// <summary>A group in a chart.</summary>
/// <remarks><c>app/src/api.ts</c> of the dashboard declares the same members.</remarks>
internal sealed class GroupAnswer
{
    public required string? Name { get; init; }

    public required bool IsOther { get; init; }

    public required IReadOnlyList<string> Usd { get; init; }

    public required IReadOnlyList<string> Stacked { get; init; }
}
