namespace LlmCost.AI;

/// <summary>Calls and gaps to forward.</summary>
public sealed record LedgerBatch
{
    /// <summary>Gets the calls with their charges.</summary>
    public required IReadOnlyList<LedgerCall> Calls { get; init; }

    /// <summary>Gets the gaps.</summary>
    public required IReadOnlyList<LedgerGap> Gaps { get; init; }
}
