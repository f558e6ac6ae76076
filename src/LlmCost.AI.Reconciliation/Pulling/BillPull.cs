namespace LlmCost.AI;

/// <summary>Reads the bills of a source, and stores them in a file.</summary>
/// <remarks>All members are thread-safe.</remarks>
public static class BillPull
{
    private const int DaysOfChunk = 7;

    private static readonly TimeSpan s_resumeWithin = TimeSpan.FromHours(1);

    /// <summary>Reads the bills of a period, and stores each bucket as it arrives.</summary>
    /// <param name="source">The source.</param>
    /// <param name="store">The file.</param>
    /// <param name="period">The period, which consists of whole UTC days.</param>
    /// <param name="options">The options; <see langword="null"/> for the defaults.</param>
    /// <param name="cancellationToken">A token that cancels the pull. Buckets that are already stored are kept.</param>
    /// <returns>The result.</returns>
    /// <remarks>
    /// A pull that was interrupted by an error or by <paramref name="cancellationToken"/> continues where it stopped if it is run
    /// again with the same source and period within an hour. Only the sources of this package continue in this way, not other
    /// implementations of <see cref="IBillSource"/>. If a completed pull is run again, it reads all days again.
    /// </remarks>
    /// <exception cref="BillSourceException">The source can't be read.</exception>
    public static async Task<BillPullResult> RunAsync(
        IBillSource source,
        BillStore store,
        LedgerPeriod period,
        BillPullOptions? options = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(store);

        options ??= new BillPullOptions();
        var clock = options.TimeProvider;
        var key = (source as IResumableBillSource)?.ResumeKey;
        var result = new BillPullResult { Added = 0, Restated = 0, Unchanged = 0, Lines = 0, UnreadableRows = 0 };
        foreach (var chunk in Chunks(period))
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (key is not null && !options.Again && store.FindPulled(key, chunk) is { } at
                && clock.GetUtcNow() - at < s_resumeWithin)
            {
                result = result with { ResumedDays = result.ResumedDays + (int)(chunk.End - chunk.Start).TotalDays };
                continue;
            }

            await foreach (var bucket in source.ReadAsync(chunk, cancellationToken).ConfigureAwait(false))
            {
                result = Add(result, bucket, store.Replace(bucket));
                options.Progress?.Report(
                    new BillPullProgress { Reached = bucket.End, Buckets = result.Buckets, Lines = result.Lines });
            }

            if (key is not null)
            {
                store.MarkPulled(key, chunk, clock.GetUtcNow());
            }
        }

        if (key is not null)
        {
            store.ForgetPulled(key);
        }

        return result;
    }

    private static IEnumerable<LedgerPeriod> Chunks(LedgerPeriod period)
    {
        for (var start = period.Start; start < period.End; start = start.AddDays(DaysOfChunk))
        {
            var end = start.AddDays(DaysOfChunk);
            yield return new LedgerPeriod { Start = start, End = end < period.End ? end : period.End };
        }
    }

    private static BillPullResult Add(BillPullResult result, BillBucket bucket, BillChange change) => result with
    {
        Added = result.Added + (change is BillChange.Added ? 1 : 0),
        Restated = result.Restated + (change is BillChange.Restated ? 1 : 0),
        Unchanged = result.Unchanged + (change is BillChange.Unchanged ? 1 : 0),
        Lines = result.Lines + bucket.Lines.Count,
        UnreadableRows = result.UnreadableRows + bucket.Lines.Count(BillRow.IsUnreadable),
        Covered = new LedgerPeriod
        {
            Start = result.Covered is { } before && before.Start < bucket.Start ? before.Start : bucket.Start,
            End = result.Covered is { } known && known.End > bucket.End ? known.End : bucket.End,
        },
    };
}
