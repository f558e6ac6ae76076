namespace LlmCost.AI;

/// <summary>The state of the ledger of this process.</summary>
public sealed record LedgerStatus
{
    /// <summary>Gets the path of the file that this process writes.</summary>
    public required string Path { get; init; }

    /// <summary>Gets the number of records that wait to be written.</summary>
    public required long QueueLength { get; init; }

    /// <summary>Gets the age of the oldest record that is not written yet, or zero if all records are written.</summary>
    public required TimeSpan Lag { get; init; }

    /// <summary>Gets the number of records that this process has written.</summary>
    public required long Records { get; init; }

    /// <summary>Gets the number of records that this process could not store. Gaps contain their sums.</summary>
    public required long Dropped { get; init; }

    /// <summary>Gets the reason why writing the file currently fails, or <see langword="null"/> if it works.</summary>
    public required string? Fault { get; init; }

    /// <summary>
    /// Gets the state of forwarding, or <see langword="null"/> if no <see cref="ILedgerDestination"/> is registered.
    /// </summary>
    public LedgerForwardingStatus? Forwarding { get; init; }
}
