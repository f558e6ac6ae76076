namespace LlmCost.AI;

/// <summary>A group in a table.</summary>
/// <remarks><c>app/src/api.ts</c> of the dashboard declares the same members.</remarks>
internal sealed class RowAnswer
{
    public required string? Name { get; init; }

    public required IReadOnlyList<string?> Providers { get; init; }

    public required SumsAnswer Total { get; init; }

    public required SumsAnswer? Before { get; init; }

    public required string? UsdPerMinute { get; init; }

    public required double Share { get; init; }

    public required string? P50 { get; init; }

    public required string? P95 { get; init; }

    public required IReadOnlyList<string> Sparkline { get; init; }
}
