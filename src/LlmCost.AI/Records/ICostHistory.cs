namespace LlmCost.AI;

/// <summary>Reads the calls of an app from a store, such as a ledger.</summary>
/// <remarks>
/// This interface is for packages that show costs but do not depend on a store. <c>AddLedger()</c> registers an implementation.
/// Implementations are thread-safe. They read on the caller's thread or on their own threads, and never delay an LLM call.
/// </remarks>
public interface ICostHistory
{
    /// <summary>Reads sums of calls and of their charges.</summary>
    /// <param name="startTime">The start of the period in which the calls started.</param>
    /// <param name="endTime">The end of the period, exclusive.</param>
    /// <param name="byTags">
    /// <see langword="true"/> to read separate sums for each combination of tags, which takes longer; otherwise,
    /// <see langword="false"/>.
    /// </param>
    /// <param name="cancellationToken">A token that cancels the operation.</param>
    /// <returns>
    /// The sums, in no particular order. Several sums can have the same keys, such as the same provider and model. The caller
    /// must add up these sums.
    /// </returns>
    IAsyncEnumerable<CostHistorySum> ReadSumsAsync(
        DateTimeOffset startTime, DateTimeOffset endTime, bool byTags, CancellationToken cancellationToken = default);

    /// <summary>Reads the records of calls.</summary>
    /// <param name="startTime">The start of the period in which the calls started.</param>
    /// <param name="endTime">The end of the period, exclusive.</param>
    /// <param name="cancellationToken">A token that cancels the operation.</param>
    /// <returns>The stored records.</returns>
    IAsyncEnumerable<CostRecord> ReadCallsAsync(
        DateTimeOffset startTime, DateTimeOffset endTime, CancellationToken cancellationToken = default);

    /// <summary>Finds the record of a call.</summary>
    /// <param name="id">The id of the call.</param>
    /// <param name="cancellationToken">A token that cancels the operation.</param>
    /// <returns>The record, or <see langword="null"/> if it is not stored.</returns>
    ValueTask<CostRecord?> FindCallAsync(Guid id, CancellationToken cancellationToken = default);

    /// <summary>Finds the gaps in a period, and the days for which only sums are stored.</summary>
    /// <param name="startTime">The start of the period in which the calls started.</param>
    /// <param name="endTime">The end of the period, exclusive.</param>
    /// <param name="cancellationToken">A token that cancels the operation.</param>
    /// <returns>The gaps, which are calls that could not be stored, and the days for which only sums are stored.</returns>
    ValueTask<CostHistoryCoverage> ReadCoverageAsync(
        DateTimeOffset startTime, DateTimeOffset endTime, CancellationToken cancellationToken = default);
}
