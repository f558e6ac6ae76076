using System.Collections.Concurrent;
using System.Diagnostics;
using HdrHistogram;
using Microsoft.Extensions.AI;

namespace LlmCost.AI.Load.Ledgers;

/// <summary>Records, independently of the meter, what callers observe: calls, reported usage and unexpected outcomes.</summary>
internal sealed class CallerLedger
{
    private const int MaxSurprises = 10;
    private static readonly long s_longest = TimeSpan.FromMinutes(1).Ticks * TimeSpan.NanosecondsPerTick;

    private readonly HistogramBase _extra = Durations();
    private readonly HistogramBase _refusals = Durations();
    private readonly ConcurrentQueue<string> _surprises = new();
    private long _calls;
    private long _tokens;
    private long _stopped;
    private long _refused;
    private long _surpriseCount;

    /// <summary>Gets or sets the time during which calls were made.</summary>
    public TimeSpan Duration { get; set; }

    /// <summary>Gets the number of calls.</summary>
    public long Calls => Interlocked.Read(ref _calls);

    /// <summary>Gets the number of tokens that were reported to callers.</summary>
    public long Tokens => Interlocked.Read(ref _tokens);

    /// <summary>Gets the number of calls that were in flight when the app stopped.</summary>
    public long Stopped => Interlocked.Read(ref _stopped);

    /// <summary>Gets the number of calls that a budget refused.</summary>
    public long Refused => Interlocked.Read(ref _refused);

    /// <summary>Gets the number of calls with an unexpected outcome.</summary>
    public long Surprises => Interlocked.Read(ref _surpriseCount);

    /// <summary>Gets the first unexpected outcomes.</summary>
    public IReadOnlyCollection<string> FirstSurprises => _surprises;

    /// <summary>Records a call.</summary>
    public void Begin() => Interlocked.Increment(ref _calls);

    /// <summary>Records a call that was canceled because the app stopped.</summary>
    public void Stop() => Interlocked.Increment(ref _stopped);

    /// <summary>Records a call that a budget refused.</summary>
    /// <param name="ticks">The duration until the refusal, in ticks of the stopwatch.</param>
    public void Refuse(long ticks)
    {
        Interlocked.Increment(ref _refused);
        Record(_refusals, ticks);
    }

    /// <summary>Records usage that was reported to a caller.</summary>
    public void Told(UsageDetails? usage) =>
        Interlocked.Add(ref _tokens, (usage?.InputTokenCount ?? 0) + (usage?.OutputTokenCount ?? 0));

    /// <summary>Records the latency that metering added to a call.</summary>
    /// <param name="ticks">The duration of the call minus the time that the provider took, in ticks of the stopwatch.</param>
    public void Took(long ticks) => Record(_extra, ticks);

    /// <summary>Records a call with an unexpected outcome.</summary>
    public void Surprise(string what)
    {
        if (Interlocked.Increment(ref _surpriseCount) <= MaxSurprises)
        {
            _surprises.Enqueue(what);
        }
    }

    /// <summary>Returns a percentile of the latency that metering added, in microseconds.</summary>
    public double ExtraMicroseconds(double percentile) => _extra.GetValueAtPercentile(percentile) / 1_000.0;

    /// <summary>Returns a percentile of the time until a call was refused, in microseconds, or 0 if none was refused.</summary>
    public double RefusalMicroseconds(double percentile) =>
        _refusals.TotalCount is 0 ? 0 : _refusals.GetValueAtPercentile(percentile) / 1_000.0;

    private static HistogramBase Durations() => HistogramFactory.With64BitBucketSize()
        .WithValuesUpTo(s_longest)
        .WithPrecisionOf(3)
        .WithThreadSafeWrites()
        .Create();

    private static void Record(HistogramBase durations, long ticks) =>
        durations.RecordValue(Math.Clamp(ticks * (1_000_000_000 / Stopwatch.Frequency), 0, s_longest));
}
