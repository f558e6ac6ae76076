using System.Collections.Concurrent;
using System.Diagnostics;
using HdrHistogram;
using Microsoft.Extensions.AI;

namespace LlmCost.AI.Load.Ledgers;

/// <summary>What the callers know, without the meter: how many calls they made, what they were told, what surprised them.</summary>
internal sealed class CallerLedger
{
    private const int MaxSurprises = 10;
    private static readonly long s_longest = TimeSpan.FromMinutes(1).Ticks * TimeSpan.NanosecondsPerTick;

    private readonly HistogramBase _extra = HistogramFactory.With64BitBucketSize().WithValuesUpTo(s_longest).WithPrecisionOf(3).WithThreadSafeWrites().Create();
    private readonly ConcurrentQueue<string> _surprises = new();
    private long _calls;
    private long _tokens;
    private long _stopped;
    private long _surpriseCount;

    /// <summary>How long calls were made.</summary>
    public TimeSpan Duration { get; set; }

    /// <summary>How many calls were made.</summary>
    public long Calls => Interlocked.Read(ref _calls);

    /// <summary>All tokens of the usage that callers were given.</summary>
    public long Tokens => Interlocked.Read(ref _tokens);

    /// <summary>How many calls were under way when the app stopped.</summary>
    public long Stopped => Interlocked.Read(ref _stopped);

    /// <summary>How many calls ended as neither the provider nor the caller meant.</summary>
    public long Surprises => Interlocked.Read(ref _surpriseCount);

    /// <summary>The first of these.</summary>
    public IReadOnlyCollection<string> FirstSurprises => _surprises;

    /// <summary>A call is made.</summary>
    public void Begin() => Interlocked.Increment(ref _calls);

    /// <summary>The app stops, and with it a call.</summary>
    public void Stop() => Interlocked.Increment(ref _stopped);

    /// <summary>A caller got a usage.</summary>
    public void Told(UsageDetails? usage) =>
        Interlocked.Add(ref _tokens, (usage?.InputTokenCount ?? 0) + (usage?.OutputTokenCount ?? 0));

    /// <summary>A call took longer than its provider did.</summary>
    /// <param name="ticks">By how much, in ticks of the stopwatch.</param>
    public void Took(long ticks) => _extra.RecordValue(Math.Clamp(ticks * (1_000_000_000 / Stopwatch.Frequency), 0, s_longest));

    /// <summary>A call ended as it was not meant to.</summary>
    public void Surprise(string what)
    {
        if (Interlocked.Increment(ref _surpriseCount) <= MaxSurprises)
        {
            _surprises.Enqueue(what);
        }
    }

    /// <summary>What metering added to calls, in microseconds.</summary>
    public double ExtraMicroseconds(double percentile) => _extra.GetValueAtPercentile(percentile) / 1_000.0;
}
