namespace LlmCost.AI;

/// <summary>The calls that are missing from a ledger.</summary>
/// <remarks>The page's <c>api.ts</c> describes the members.</remarks>
internal sealed class MissingAnswer
{
    public required long Calls { get; init; }

    public required string Usd { get; init; }

    public required int Days { get; init; }
}
