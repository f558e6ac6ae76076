using System.Diagnostics.Metrics;

namespace LlmCost.AI;

/// <summary>
/// The standard metrics of OpenTelemetry's gen_ai conventions 1.41, for apps whose clients don't emit them through
/// <c>UseOpenTelemetry()</c>.
/// </summary>
internal sealed class GenAIMetrics : IDisposable
{
    private readonly Histogram<long> _tokenUsage;
    private readonly Histogram<double> _duration;
    private readonly Histogram<double> _timeToFirstChunk;
    private readonly Histogram<double> _timePerChunk;
    private readonly OtherGenAIMetrics _others = new();

    public GenAIMetrics(IMeterFactory meterFactory)
    {
        // The factory owns the meter: it is not disposed here.
        var meter = meterFactory.Create(new MeterOptions(LlmCostTelemetry.GenAIMeterName) { Version = LlmCostTelemetry.Version });
        _tokenUsage = meter.CreateHistogram(
            GenAIMetricNames.TokenUsage,
            GenAIMetricNames.TokenUsageUnit,
            GenAIMetricNames.TokenUsageDescription,
            tags: null,
            new InstrumentAdvice<long> { HistogramBucketBoundaries = GenAIMetricNames.TokenBuckets });
        _duration = Seconds(meter, GenAIMetricNames.OperationDuration, GenAIMetricNames.OperationDurationDescription);
        _timeToFirstChunk = Seconds(meter, GenAIMetricNames.TimeToFirstChunk, GenAIMetricNames.TimeToFirstChunkDescription);
        _timePerChunk = Seconds(meter, GenAIMetricNames.TimePerOutputChunk, GenAIMetricNames.TimePerOutputChunkDescription);
    }

    /// <summary>Whether the time between the chunks of a stream is wanted.</summary>
    public bool TimesChunks(MeteringState state) => _timePerChunk.Enabled && IsOn(state);

    /// <summary>Records the time since the chunk before.</summary>
    public void RecordChunk(TimeSpan elapsed, in MeteredCall call)
    {
        var attributes = default(AttributeBuffer);
        Add(
            ref attributes,
            GenAIAttributes.Chat,
            call.Answerer.ProviderName,
            call.RequestModel,
            call.ResponseModel,
            call.Client);
        _timePerChunk.Record(elapsed.TotalSeconds, attributes.Span);
    }

    /// <summary>Records a call that ended.</summary>
    public void Record(in CostRecord record, in MeteredCall call)
    {
        if (!IsOn(call.State))
        {
            return;
        }

        var attributes = default(AttributeBuffer);
        Add(ref attributes, record.OperationName, record.ProviderName, record.RequestModel, record.ResponseModel, call.Client);
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

        if (record.TimeToFirstChunk is { } timeToFirstChunk && record.IsStreaming)
        {
            _timeToFirstChunk.Record(timeToFirstChunk.TotalSeconds, attributes.Span);
        }

        attributes.Add(GenAIAttributes.ErrorType, record.ErrorType);
        _duration.Record(record.Duration.TotalSeconds, attributes.Span);
    }

    public void Dispose() => _others.Dispose();

    private bool IsOn(MeteringState state) => state.SemanticConventions switch
    {
        SemanticConventions.V1_41 => true,
        SemanticConventions.Auto => !_others.AreAlive,
        _ => false,
    };

    private static Histogram<double> Seconds(Meter meter, string name, string description) => meter.CreateHistogram(
        name,
        GenAIMetricNames.DurationUnit,
        description,
        tags: null,
        new InstrumentAdvice<double> { HistogramBucketBoundaries = GenAIMetricNames.DurationBuckets });

    private static void Add(
        ref AttributeBuffer attributes,
        string operation,
        string? provider,
        string? requestModel,
        string? responseModel,
        MeteredClient client)
    {
        attributes.Add(GenAIAttributes.OperationName, operation);
        attributes.Add(GenAIAttributes.ProviderName, provider);
        attributes.Add(GenAIAttributes.RequestModel, requestModel);
        attributes.Add(GenAIAttributes.ResponseModel, responseModel);
        attributes.Add(GenAIAttributes.ServerAddress, client.ServerAddress);
        attributes.Add(GenAIAttributes.ServerPort, client.ServerPort);
    }
}
