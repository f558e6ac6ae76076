using LlmCost.AI.Load.Ledgers;

namespace LlmCost.AI.Load.Report;

/// <summary>What a run of the load app came to.</summary>
internal sealed record LoadReport
{
    /// <summary>How long calls were made.</summary>
    public required TimeSpan Duration { get; init; }

    /// <summary>How many calls were made, as their callers count.</summary>
    public required long Calls { get; init; }

    /// <summary>How many of them were under way when the app stopped.</summary>
    public required long StoppedCalls { get; init; }

    /// <summary>All tokens of the usage that callers were given.</summary>
    public required long ToldTokens { get; init; }

    /// <summary>How many calls ended as neither the provider nor the caller meant.</summary>
    public required long Surprises { get; init; }

    /// <summary>The first of these.</summary>
    public required IReadOnlyCollection<string> FirstSurprises { get; init; }

    /// <summary>The first failures of the meter itself.</summary>
    public required IReadOnlyCollection<string> MeterFailures { get; init; }

    /// <summary>How often the meter logged what, by the name of the event.</summary>
    public required IReadOnlyDictionary<string, long> LogEvents { get; init; }

    /// <summary>The sums of the observer's records.</summary>
    public required LedgerTotals Records { get; init; }

    /// <summary>How far apart their times are, by the app's clock.</summary>
    public required TimeSpan RecordedTime { get; init; }

    /// <summary>The sums of the log records.</summary>
    public required LedgerTotals Logs { get; init; }

    /// <summary>The observer's records, by series.</summary>
    public required IReadOnlyList<CallLine> CallLines { get; init; }

    /// <summary>The observer's records, by series and token class.</summary>
    public required IReadOnlyList<ClassLine> ClassLines { get; init; }

    /// <summary>How many collections of the metrics were begun, the one at the end among them.</summary>
    public required long Exports { get; init; }

    /// <summary>How often the price file and the configuration were reloaded.</summary>
    public required int Reloads { get; init; }

    /// <summary>What metering added to half of the calls at most, in microseconds.</summary>
    public required double ExtraMicrosecondsP50 { get; init; }

    /// <summary>What metering added to 99 of 100 calls at most, in microseconds.</summary>
    public required double ExtraMicrosecondsP99 { get; init; }

    /// <summary>The most memory that the process ever had, in bytes.</summary>
    public required long PeakWorkingSet { get; init; }

    /// <summary>What was alive after a full collection of garbage, every 10 seconds and when the last call had ended, in bytes.</summary>
    public required IReadOnlyList<long> Heaps { get; init; }

    /// <summary>How many collections of garbage there were, by generation.</summary>
    public required IReadOnlyList<int> Collections { get; init; }

    /// <summary>How long these stopped the process altogether.</summary>
    public required TimeSpan GcPause { get; init; }

    /// <summary>All that was ever allocated, in bytes.</summary>
    public required long Allocated { get; init; }
}
