namespace LlmCost.AI;

/// <summary>Collects bill lines by day. Days without lines also get a bucket.</summary>
internal sealed class BillDays
{
    /// <summary>The number of days per request, which is the maximum that OpenAI and Anthropic return in one page.</summary>
    public const int DaysOfRequest = 31;

    private readonly SortedDictionary<DateTimeOffset, List<BillLine>> _lines = [];

    public BillDays(LedgerPeriod days)
    {
        for (var day = days.Start; day < days.End; day = day.AddDays(1))
        {
            _lines.Add(day, []);
        }
    }

    /// <summary>Splits the days of a period into one range per request.</summary>
    /// <param name="period">The period.</param>
    /// <param name="first">The first day for which the source has data.</param>
    /// <param name="end">The day after the last day for which the source has data.</param>
    public static IEnumerable<LedgerPeriod> Split(LedgerPeriod period, DateTimeOffset first, DateTimeOffset end)
    {
        var start = Midnight(period.Start);
        start = start < period.Start ? start.AddDays(1) : start;
        start = start < first ? first : start;
        var limit = Midnight(period.End);
        limit = limit < period.End ? limit.AddDays(1) : limit;
        limit = limit < end ? limit : end;
        for (; start < limit; start = start.AddDays(DaysOfRequest))
        {
            var next = start.AddDays(DaysOfRequest);
            yield return new LedgerPeriod { Start = start, End = next < limit ? next : limit };
        }
    }

    /// <summary>Returns the start of the UTC day that contains a time.</summary>
    public static DateTimeOffset Midnight(DateTimeOffset time) => new(time.UtcDateTime.Date, TimeSpan.Zero);

    /// <summary>Gets the first day.</summary>
    public DateTimeOffset First => _lines.Keys.First();

    /// <summary>
    /// Returns the list to which the lines of a day are added, or <see langword="null"/> if the day was not requested.
    /// </summary>
    public List<BillLine>? Find(DateTimeOffset day) => _lines.GetValueOrDefault(day);

    /// <summary>Deletes all lines.</summary>
    public void Clear()
    {
        foreach (var lines in _lines.Values)
        {
            lines.Clear();
        }
    }

    /// <summary>Returns the bucket of each day, in chronological order.</summary>
    /// <param name="source">The name of the source.</param>
    /// <param name="scope">The scope of the source.</param>
    /// <param name="basis">The kind of the lines: usage or costs.</param>
    /// <param name="observedAt">The time at which the source was read.</param>
    /// <param name="watermark">The time up to which the source is complete.</param>
    public IEnumerable<BillBucket> Buckets(
        string source, string scope, BillBasis basis, DateTimeOffset observedAt, DateTimeOffset watermark) =>
        _lines.Select(day => new BillBucket
        {
            Source = source,
            Scope = scope,
            Basis = basis,
            Start = day.Key,
            End = day.Key.AddDays(1),
            ObservedAt = observedAt,
            IsPending = day.Key.AddDays(1) > watermark,
            Lines = day.Value,
        });
}
