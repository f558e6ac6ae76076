namespace LlmCost.AI;

/// <summary>Reads a ledger, wherever it is kept. Reports, exports and forecasts are built on it.</summary>
/// <remarks>Implementations are thread-safe. Amounts are exact: they are added as decimals.</remarks>
public interface ILedgerReader
{
    /// <summary>Reads sums of calls or of their charges.</summary>
    /// <param name="query">The period, and how finely the sums are divided.</param>
    /// <param name="cancellationToken">A token that cancels the operation.</param>
    /// <returns>
    /// The sums in no particular order. Several may have the same values: one per process, for example. Add those that belong
    /// together.
    /// </returns>
    IAsyncEnumerable<LedgerTotal> ReadTotalsAsync(LedgerTotalsQuery query, CancellationToken cancellationToken = default);

    /// <summary>Reads calls with their charges, in the order of their start within each process.</summary>
    /// <param name="period">The period.</param>
    /// <param name="cancellationToken">A token that cancels the operation.</param>
    /// <returns>The calls that are kept. Days before the retention have sums only; see <see cref="ReadCoverageAsync"/>.</returns>
    IAsyncEnumerable<LedgerCall> ReadCallsAsync(LedgerPeriod period, CancellationToken cancellationToken = default);

    /// <summary>Finds a call.</summary>
    /// <param name="id">The id of the call.</param>
    /// <param name="cancellationToken">A token that cancels the operation.</param>
    /// <returns>The call, or <see langword="null"/> if the ledger does not contain it.</returns>
    ValueTask<LedgerCall?> FindCallAsync(Guid id, CancellationToken cancellationToken = default);

    /// <summary>Reads what is missing in a period.</summary>
    /// <param name="period">The period.</param>
    /// <param name="cancellationToken">A token that cancels the operation.</param>
    /// <returns>The gaps, and the days of which only sums are kept.</returns>
    ValueTask<LedgerCoverage> ReadCoverageAsync(LedgerPeriod period, CancellationToken cancellationToken = default);
}
