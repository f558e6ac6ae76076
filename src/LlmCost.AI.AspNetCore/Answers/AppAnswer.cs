namespace LlmCost.AI;

/// <summary>The app and the process that sends the response.</summary>
/// <remarks><c>app/src/api.ts</c> of the dashboard declares the same members.</remarks>
internal sealed class AppAnswer
{
    public required string Name { get; init; }

    public required string? Version { get; init; }

    public required string Instance { get; init; }

    public required string Machine { get; init; }

    public required DateTimeOffset Since { get; init; }

    public required DateTimeOffset Now { get; init; }

    public required bool HasLedger { get; init; }

    public required bool HasBudgets { get; init; }

    public required bool HasMeter { get; init; }

    public required IReadOnlyList<string> Tags { get; init; }

    public required string? TraceUrl { get; init; }

    public required string? GrafanaUrl { get; init; }

    public required int KeptCalls { get; init; }
}
