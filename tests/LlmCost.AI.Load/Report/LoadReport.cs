using LlmCost.AI.Load.Ledgers;

namespace LlmCost.AI.Load.Report;

/// <summary>Represents the results of a run of the load app.</summary>
internal sealed record LoadReport
{
    /// <summary>Gets the time during which calls were made.</summary>
    public required TimeSpan Duration { get; init; }

    /// <summary>Gets the number of calls, counted by the callers.</summary>
    public required long Calls { get; init; }

    /// <summary>Gets the number of calls that were in flight when the app stopped.</summary>
    public required long StoppedCalls { get; init; }

    /// <summary>Gets the number of calls that a budget refused.</summary>
    public required long RefusedCalls { get; init; }

    /// <summary>Gets the number of tokens that were reported to callers.</summary>
    public required long ToldTokens { get; init; }

    /// <summary>Gets the number of calls with an unexpected outcome.</summary>
    public required long Surprises { get; init; }

    /// <summary>Gets the first unexpected outcomes.</summary>
    public required IReadOnlyCollection<string> FirstSurprises { get; init; }

    /// <summary>Gets the first failures of the meter.</summary>
    public required IReadOnlyCollection<string> MeterFailures { get; init; }

    /// <summary>Gets the number of the meter's log records per event name.</summary>
    public required IReadOnlyDictionary<string, long> LogEvents { get; init; }

    /// <summary>Gets the sums of the observer's records.</summary>
    public required LedgerTotals Records { get; init; }

    /// <summary>Gets the time between the earliest and the latest record, according to the app's clock.</summary>
    public required TimeSpan RecordedTime { get; init; }

    /// <summary>Gets the sums of the log records.</summary>
    public required LedgerTotals Logs { get; init; }

    /// <summary>Gets the calls of the observer's records, by series.</summary>
    public required IReadOnlyList<CallLine> CallLines { get; init; }

    /// <summary>Gets the tokens and costs of the observer's records, by series.</summary>
    public required IReadOnlyList<ClassLine> ClassLines { get; init; }

    /// <summary>Gets the contents of the ledger.</summary>
    public required KeptLedger Ledger { get; init; }

    /// <summary>Gets the number of metric collections that have started, including the last one.</summary>
    public required long Exports { get; init; }

    /// <summary>Gets the number of reloads of the price file and the configuration.</summary>
    public required int Reloads { get; init; }

    /// <summary>Gets the median of the latency that metering added to a call, in microseconds.</summary>
    public required double ExtraMicrosecondsP50 { get; init; }

    /// <summary>Gets the 99th percentile of the latency that metering added to a call, in microseconds.</summary>
    public required double ExtraMicrosecondsP99 { get; init; }

    /// <summary>Gets the 99th percentile of the time until a call was refused, in microseconds.</summary>
    public required double RefusalMicrosecondsP99 { get; init; }

    /// <summary>Gets the peak memory of the process, in bytes.</summary>
    public required long PeakWorkingSet { get; init; }

    /// <summary>
    /// Gets the sizes of the heap after full garbage collections, every 10 seconds and after the last call, in bytes.
    /// </summary>
    public required IReadOnlyList<long> Heaps { get; init; }

    /// <summary>Gets the number of garbage collections per generation.</summary>
    public required IReadOnlyList<int> Collections { get; init; }

    /// <summary>Gets the total pause time of garbage collections.</summary>
    public required TimeSpan GcPause { get; init; }

    /// <summary>Gets the total allocated memory, in bytes.</summary>
    public required long Allocated { get; init; }
}
