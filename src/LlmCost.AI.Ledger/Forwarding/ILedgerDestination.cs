namespace LlmCost.AI;

/// <summary>A ledger of many machines, to which each process forwards what its own file contains.</summary>
/// <remarks>
/// The file is the outbox: a batch that was written is not sent again, but after a crash it can arrive a second time.
/// Implementations ignore ids that they already have, and write a batch as a whole or not at all. Register an implementation
/// as a service.
/// </remarks>
public interface ILedgerDestination
{
    /// <summary>Gets the name under which the file remembers what was forwarded. It must not change.</summary>
    string Name { get; }

    /// <summary>Writes a batch.</summary>
    /// <param name="batch">Gaps and at most 1,000 calls, in the order in which the calls were written to the file.</param>
    /// <param name="cancellationToken">A token that cancels the operation.</param>
    /// <returns>A task that completes when the batch is committed.</returns>
    Task WriteAsync(LedgerBatch batch, CancellationToken cancellationToken = default);
}
