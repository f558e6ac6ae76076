using System.Diagnostics.Metrics;

namespace LlmCost.AI;

/// <summary>The ledger's own metrics.</summary>
internal sealed class LedgerMetrics
{
    private readonly Counter<long> _records;
    private readonly Counter<long> _dropped;
    private readonly Histogram<double> _commitDuration;

    public LedgerMetrics(Meter meter, Func<long> queueLength, Func<double> lag, Func<long> fileSize)
    {
        _records = meter.CreateCounter<long>("llmcost.ledger.records", "{record}", "Records that the ledger has kept.");
        _dropped = meter.CreateCounter<long>(
            "llmcost.ledger.dropped", "{record}", "Records that the ledger could not keep. Their sums are in its gaps.");
        _commitDuration = meter.CreateHistogram(
            "llmcost.ledger.commit.duration",
            "s",
            "Duration of writing a batch of records.",
            advice: new InstrumentAdvice<double> { HistogramBucketBoundaries = [0.001, 0.005, 0.01, 0.05, 0.1, 0.5, 1, 5, 30] });
        meter.CreateObservableGauge("llmcost.ledger.queue.length", queueLength, "{record}", "Records that wait to be written.");
        meter.CreateObservableGauge("llmcost.ledger.lag", lag, "s", "Age of the oldest record that is not written yet.");
        meter.CreateObservableGauge("llmcost.ledger.file.size", fileSize, "By", "Size of the ledger file of this process.");
    }

    public void Kept(int records, TimeSpan duration)
    {
        _records.Add(records);
        _commitDuration.Record(duration.TotalSeconds);
    }

    public void Dropped(LedgerGapReason reason, long records = 1) =>
        _dropped.Add(records, new KeyValuePair<string, object?>("llmcost.ledger.reason", EnumText<LedgerGapReason>.Of(reason)));
}
