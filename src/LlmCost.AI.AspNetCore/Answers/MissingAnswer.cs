namespace LlmCost.AI;

/// <summary>The calls that are missing from a ledger.</summary>
/// <remarks><c>app/src/api.ts</c> of the dashboard declares the same members.</remarks>
internal sealed class MissingAnswer
{
    public required long Calls { get; init; }

    public required string Usd { get; init; }

    public required int Days { get; init; }
}
