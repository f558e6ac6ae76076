namespace SimulatedProvider;

/// <summary>Represents the requested period of a report.</summary>
/// <param name="Start">The start of the first bucket, or a time within it.</param>
/// <param name="End">The end, which is exclusive.</param>
internal readonly record struct ReportPeriod(DateTimeOffset Start, DateTimeOffset End)
{
    /// <summary>Divides the period into whole hours or days. Buckets that begin after the current time are omitted.</summary>
    /// <param name="width">The duration of a bucket: an hour or a day.</param>
    /// <param name="now">The current time.</param>
    public IEnumerable<ReportBucket> Buckets(TimeSpan width, DateTimeOffset now)
    {
        var start = new DateTimeOffset(Start.UtcTicks - (Start.UtcTicks % width.Ticks), TimeSpan.Zero);

        for (; start < End && start <= now; start += width)
        {
            yield return new ReportBucket(start, start + width);
        }
    }
}
