namespace LlmCost.AI;

/// <summary>Reads a ledger, regardless of where it is stored. Reports, exports and forecasts use this interface.</summary>
/// <remarks>Implementations are thread-safe. Amounts are exact: they are added as decimals.</remarks>
public interface ILedgerReader
{
    /// <summary>Reads sums of calls or of their charges.</summary>
    /// <param name="query">The period, and the properties by which the sums are divided.</param>
    /// <param name="cancellationToken">A token that cancels the operation.</param>
    /// <returns>
    /// The sums, in no particular order. Several sums can have the same values, for example one per process. The caller adds them
    /// up.
    /// </returns>
    IAsyncEnumerable<LedgerTotal> ReadTotalsAsync(LedgerTotalsQuery query, CancellationToken cancellationToken = default);

    /// <summary>Reads calls with their charges, in the order of their start within each process.</summary>
    /// <param name="period">The period.</param>
    /// <param name="cancellationToken">A token that cancels the operation.</param>
    /// <returns>
    /// The stored calls. Only sums are stored for days past the retention; see <see cref="ReadCoverageAsync"/>.
    /// </returns>
    IAsyncEnumerable<LedgerCall> ReadCallsAsync(LedgerPeriod period, CancellationToken cancellationToken = default);

    /// <summary>Finds a call.</summary>
    /// <param name="id">The id of the call.</param>
    /// <param name="cancellationToken">A token that cancels the operation.</param>
    /// <returns>The call, or <see langword="null"/> if the ledger does not contain it.</returns>
    ValueTask<LedgerCall?> FindCallAsync(Guid id, CancellationToken cancellationToken = default);

    /// <summary>Finds calls by the response id that the provider assigned. All calls are searched.</summary>
    /// <param name="responseId">
    /// The id of the response. Several calls can have the same response id, for example polls of one response.
    /// </param>
    /// <param name="cancellationToken">A token that cancels the operation.</param>
    /// <returns>The stored calls with this response id.</returns>
    IAsyncEnumerable<LedgerCall> FindCallsAsync(string responseId, CancellationToken cancellationToken = default);

    /// <summary>Reads the gaps of a period, and the days without single calls.</summary>
    /// <param name="period">The period.</param>
    /// <param name="cancellationToken">A token that cancels the operation.</param>
    /// <returns>The gaps, and the days for which only sums are stored.</returns>
    ValueTask<LedgerCoverage> ReadCoverageAsync(LedgerPeriod period, CancellationToken cancellationToken = default);
}
