using System.Diagnostics.Metrics;

namespace LlmCost.AI;

/// <summary>
/// The inference metrics of the next generation of the semantic conventions (semantic-conventions-genai, pull requests 374 and
/// 521). This generation is not released, so names may still change.
/// </summary>
internal sealed class GenAIInferenceMetrics(Meter meter)
{
    private readonly Counter<long> _input = Tokens(meter, GenAIMetricNames.InferenceInput);
    private readonly Counter<long> _output = Tokens(meter, GenAIMetricNames.InferenceOutput);
    private readonly Counter<long> _cacheRead = Tokens(meter, GenAIMetricNames.InferenceCacheRead);
    private readonly Counter<long> _cacheWrite = Tokens(meter, GenAIMetricNames.InferenceCacheWrite);
    private readonly Counter<long> _reasoning = Tokens(meter, GenAIMetricNames.InferenceReasoning);

    private readonly Histogram<double> _duration =
        meter.CreateDuration(GenAIMetricNames.InferenceDuration, GenAIMetricNames.DurationDescription);

    private readonly Histogram<double> _timeToFirstChunk =
        meter.CreateDuration(GenAIMetricNames.InferenceTimeToFirstChunk, GenAIMetricNames.TimeToFirstChunkDescription);

    private readonly Histogram<double> _timePerOutputChunk =
        meter.CreateDuration(GenAIMetricNames.InferenceTimePerOutputChunk, GenAIMetricNames.TimePerOutputChunkDescription);

    public bool TimesChunks => _timePerOutputChunk.Enabled;

    public void RecordChunk(TimeSpan elapsed, ref TagBuffer attributes) =>
        _timePerOutputChunk.Record(elapsed.TotalSeconds, attributes.Span);

    public void Record(in PendingRecord record, string? errorType, ref TagBuffer attributes)
    {
        if (record.UsageSource is UsageSource.Reported)
        {
            AddUsage(in record, ref attributes);
        }

        if (record.TimeToFirstChunk is { } timeToFirstChunk)
        {
            _timeToFirstChunk.Record(timeToFirstChunk.TotalSeconds, attributes.Span);
        }

        attributes.Add(GenAIAttributes.ErrorType, errorType);
        _duration.Record(record.Duration.TotalSeconds, attributes.Span);
    }

    /// <summary>
    /// Adds the counts as the conventions define them: input includes cached tokens, output includes reasoning.
    /// </summary>
    private void AddUsage(in PendingRecord record, ref TagBuffer attributes)
    {
        var usage = record.Usage;
        var written = usage[TokenClass.InputCacheWrite];
        Add(_input, usage.Input, GenAIAttributes.Text, ref attributes);
        Add(_input, usage.InputAudio, GenAIAttributes.Audio, ref attributes);
        Add(_input, usage.InputImage, GenAIAttributes.Image, ref attributes);
        Add(_input, usage.InputCacheRead + written, GenAIAttributes.UnknownModality, ref attributes);
        Add(_cacheRead, usage.InputCacheRead, GenAIAttributes.UnknownModality, ref attributes);
        Add(_cacheWrite, written, GenAIAttributes.UnknownModality, ref attributes);
        Add(_output, usage.Output + usage.OutputReasoning, GenAIAttributes.Text, ref attributes);
        Add(_output, usage.OutputAudio, GenAIAttributes.Audio, ref attributes);
        Add(_output, usage.OutputImage, GenAIAttributes.Image, ref attributes);
        Add(_reasoning, usage.OutputReasoning, GenAIAttributes.Text, ref attributes);
    }

    private static void Add(Counter<long> counter, long tokens, string modality, ref TagBuffer attributes)
    {
        if (tokens is 0)
        {
            return;
        }

        var common = attributes.Count;
        attributes.Add(GenAIAttributes.TokenModality, modality);
        counter.Add(tokens, attributes.Span);
        attributes.Count = common;
    }

    private static Counter<long> Tokens(Meter meter, string name) =>
        meter.CreateCounter<long>(name, GenAIMetricNames.TokenUnit, GenAIMetricNames.TokenUsageDescription);
}
