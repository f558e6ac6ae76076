namespace LlmCost.AI;

/// <summary>Represents a window of the last minutes, hours or days, which is divided into 12 to 60 buckets.</summary>
internal sealed class RollingBudgetWindow : BudgetWindow
{
    private const int MinBuckets = 12;
    private const int MaxBuckets = 60;
    private readonly BudgetPeriod _period;

    public RollingBudgetWindow(TimeSpan length)
    {
        var (bucket, buckets) = Divide(length);
        _period = new(DateTimeOffset.UnixEpoch, null, bucket, buckets);
    }

    public override BudgetPeriod At(DateTimeOffset now) => _period;

    /// <summary>
    /// Divides a window into buckets. Prefers buckets of whole seconds, then of whole milliseconds. Short buckets are preferred,
    /// because a call can count for the length of one bucket longer than the window.
    /// </summary>
    private static (TimeSpan Bucket, int Buckets) Divide(TimeSpan length)
    {
        foreach (var unit in (ReadOnlySpan<long>)[TimeSpan.TicksPerSecond, TimeSpan.TicksPerMillisecond])
        {
            for (var buckets = MaxBuckets; buckets >= MinBuckets; buckets--)
            {
                if (length.Ticks % (buckets * unit) is 0)
                {
                    return (length / buckets, buckets);
                }
            }
        }

        var bucket = TimeSpan.FromMilliseconds((long)Math.Ceiling(length.TotalMilliseconds / MaxBuckets));
        return (bucket, (int)Math.Ceiling(length / bucket));
    }
}
