namespace LlmCost.AI;

/// <summary>A ledger shared by many machines, to which each process forwards the content of its own file.</summary>
/// <remarks>
/// Calls stay in the file until they are forwarded. A committed batch is sent again only after a crash. Implementations ignore
/// ids that they already have, and write a batch either as a whole or not at all. Register an implementation as a service.
/// </remarks>
public interface ILedgerDestination
{
    /// <summary>
    /// Gets the name under which the file stores how far it was forwarded to this destination. It must not change.
    /// </summary>
    string Name { get; }

    /// <summary>Writes a batch.</summary>
    /// <param name="batch">Gaps and at most 1,000 calls, in the order in which the calls were written to the file.</param>
    /// <param name="cancellationToken">A token that cancels the operation.</param>
    /// <returns>A task that completes when the batch is committed.</returns>
    Task WriteAsync(LedgerBatch batch, CancellationToken cancellationToken = default);
}
