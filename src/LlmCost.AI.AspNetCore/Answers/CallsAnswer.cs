namespace LlmCost.AI;

/// <summary>A page of calls.</summary>
/// <remarks><c>app/src/api.ts</c> of the dashboard declares the same members.</remarks>
internal sealed class CallsAnswer
{
    public required string Instance { get; init; }

    public required string Source { get; init; }

    public required MissingAnswer? Missing { get; init; }

    public required long Total { get; init; }

    public required int Listed { get; init; }

    public required IReadOnlyList<CallAnswer> Calls { get; init; }
}
