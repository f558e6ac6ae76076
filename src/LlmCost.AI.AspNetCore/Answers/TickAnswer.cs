namespace LlmCost.AI;

/// <summary>The event of a stream that reports the calls of the last second.</summary>
/// <remarks><c>app/src/api.ts</c> of the dashboard declares the same members.</remarks>
internal sealed class TickAnswer
{
    public required string Instance { get; init; }

    public required DateTimeOffset Now { get; init; }

    public required long Revision { get; init; }

    public required SumsAnswer Minute { get; init; }

    public required IReadOnlyList<string> Sparkline { get; init; }

    public required IReadOnlyList<CallAnswer> Calls { get; init; }

    public required long Ended { get; init; }
}
