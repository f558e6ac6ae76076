namespace LlmCost.AI;

/// <summary>The calls that the sums of a ledger do not contain.</summary>
/// <param name="coverage">The data that are missing from the ledger.</param>
/// <param name="needsCalls">True if daily sums are not sufficient, because the query needs tags or single calls.</param>
internal sealed class MissingCalls(CostHistoryCoverage coverage, bool needsCalls)
{
    /// <summary>Returns true if calls are missing from the sums of a bucket.</summary>
    /// <param name="from">The start of the bucket, in seconds since 1970.</param>
    /// <param name="to">The end of the bucket, exclusive.</param>
    public bool IsIn(long from, long to) => GapsIn(from, to).Any() || coverage.DaysWithoutCalls.Any(day => Lacks(day, from, to));

    /// <summary>Returns the calls that are missing from all buckets together, or null if there are none.</summary>
    /// <param name="edges">The edges of the buckets, in seconds since 1970.</param>
    public MissingAnswer? Answer(IReadOnlyList<long> edges)
    {
        var gaps = GapsIn(edges[0], edges[^1]).ToList();
        var days = coverage.DaysWithoutCalls.Count(
            day => Enumerable.Range(1, edges.Count - 1).Any(i => Lacks(day, edges[i - 1], edges[i])));
        return gaps.Count is 0 && days is 0
            ? null
            : new MissingAnswer
            {
                Calls = gaps.Sum(gap => gap.Calls),
                Usd = Amounts.Text(gaps.Sum(gap => gap.Cost)),
                Days = days,
            };
    }

    private IEnumerable<CostHistoryGap> GapsIn(long from, long to) => coverage.Gaps.Where(
        gap => gap.StartTime.ToUnixTimeSeconds() < to && gap.LastStartTime.ToUnixTimeSeconds() >= from);

    private bool Lacks(DateOnly day, long from, long to)
    {
        var start = new DateTimeOffset(day, TimeOnly.MinValue, TimeSpan.Zero).ToUnixTimeSeconds();
        var end = start + (long)TimeSpan.FromDays(1).TotalSeconds;
        return start < to && end > from && (needsCalls || start < from || end > to);
    }
}
