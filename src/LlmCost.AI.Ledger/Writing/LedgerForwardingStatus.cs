namespace LlmCost.AI;

/// <summary>The state of forwarding the ledger to its destination.</summary>
public sealed record LedgerForwardingStatus
{
    /// <summary>Gets the name of the destination.</summary>
    public required string Destination { get; init; }

    /// <summary>Gets the number of calls that this process has forwarded.</summary>
    public required long Calls { get; init; }

    /// <summary>Gets the age of the oldest call that is not forwarded yet, or zero if all calls are forwarded.</summary>
    public required TimeSpan Lag { get; init; }

    /// <summary>Gets the reason why forwarding currently fails, or <see langword="null"/> if it works.</summary>
    public required string? Fault { get; init; }
}
