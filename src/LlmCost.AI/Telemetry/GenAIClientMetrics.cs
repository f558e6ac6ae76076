using System.Diagnostics.Metrics;

namespace LlmCost.AI;

/// <summary>The client metrics of the semantic conventions 1.41, which Microsoft.Extensions.AI also emits.</summary>
internal sealed class GenAIClientMetrics(Meter meter)
{
    private readonly Histogram<long> _tokenUsage = meter.CreateHistogram(
        GenAIMetricNames.TokenUsage,
        GenAIMetricNames.TokenUnit,
        GenAIMetricNames.TokenUsageDescription,
        tags: null,
        new InstrumentAdvice<long> { HistogramBucketBoundaries = GenAIMetricNames.TokenBuckets });

    private readonly Histogram<double> _duration =
        meter.CreateDuration(GenAIMetricNames.OperationDuration, GenAIMetricNames.DurationDescription);

    private readonly Histogram<double> _timeToFirstChunk =
        meter.CreateDuration(GenAIMetricNames.TimeToFirstChunk, GenAIMetricNames.TimeToFirstChunkDescription);

    private readonly Histogram<double> _timePerOutputChunk =
        meter.CreateDuration(GenAIMetricNames.TimePerOutputChunk, GenAIMetricNames.TimePerOutputChunkDescription);

    public bool TimesChunks => _timePerOutputChunk.Enabled;

    public void RecordChunk(TimeSpan elapsed, ref TagBuffer attributes) =>
        _timePerOutputChunk.Record(elapsed.TotalSeconds, attributes.Span);

    public void Record(in PendingRecord record, string? errorType, ref TagBuffer attributes)
    {
        var common = attributes.Count;
        if (record.UsageSource is UsageSource.Reported)
        {
            attributes.Add(GenAIAttributes.TokenType, GenAIAttributes.InputTokens);
            _tokenUsage.Record(record.Usage.TotalInput, attributes.Span);
            attributes.Count = common;
            attributes.Add(GenAIAttributes.TokenType, GenAIAttributes.OutputTokens);
            _tokenUsage.Record(record.Usage.TotalOutput, attributes.Span);
            attributes.Count = common;
        }

        if (record.TimeToFirstChunk is { } timeToFirstChunk)
        {
            _timeToFirstChunk.Record(timeToFirstChunk.TotalSeconds, attributes.Span);
        }

        RecordDuration(in record, errorType, ref attributes);
    }

    public void RecordDuration(in PendingRecord record, string? errorType, ref TagBuffer attributes)
    {
        attributes.Add(GenAIAttributes.ErrorType, errorType);
        _duration.Record(record.Duration.TotalSeconds, attributes.Span);
    }
}
