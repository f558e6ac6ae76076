using System.Diagnostics.Metrics;

namespace LlmCost.AI;

/// <summary>
/// Emits the standard metrics of the OpenTelemetry gen_ai conventions, for apps whose clients don't emit them with
/// <c>UseOpenTelemetry()</c>.
/// </summary>
internal sealed class GenAIMetrics : IDisposable
{
    private readonly GenAIClientMetrics _client;
    private readonly GenAIInferenceMetrics _inference;
    private readonly ForeignGenAIMetrics _others = new();
    private readonly CostMetrics _limits;

    /// <summary>Creates the metrics.</summary>
    /// <param name="meterFactory">The factory that creates and owns the meter.</param>
    /// <param name="limits">The library's own metrics, whose limits on attribute values apply here as well.</param>
    public GenAIMetrics(IMeterFactory meterFactory, CostMetrics limits)
    {
        _limits = limits;

        // Not disposed here, because the factory owns the meter.
        var meter = meterFactory.Create(new MeterOptions(LlmCostTelemetry.GenAIMeterName) { Version = LlmCostTelemetry.Version });
        _client = new GenAIClientMetrics(meter);
        _inference = new GenAIInferenceMetrics(meter);
    }

    /// <summary>Returns true if calls are recorded.</summary>
    public bool AreOn(CallTarget target) => Profile(target) is not GenAIMetricConventions.None;

    /// <summary>Returns true if the time between the chunks of a stream is recorded.</summary>
    public bool TimesChunks(CallTarget target) => Profile(target) switch
    {
        GenAIMetricConventions.V1_41 => _client.TimesChunks,
        GenAIMetricConventions.Next => _inference.TimesChunks,
        _ => false,
    };

    /// <summary>Records the time since the previous chunk.</summary>
    public void RecordChunk(TimeSpan elapsed, in PendingRecord record, CallTarget target)
    {
        var attributes = default(TagBuffer);
        Add(ref attributes, in record, target);
        if (Profile(target) is GenAIMetricConventions.Next)
        {
            _inference.RecordChunk(elapsed, ref attributes);
        }
        else
        {
            _client.RecordChunk(elapsed, ref attributes);
        }
    }

    /// <summary>Records a call that ended.</summary>
    public void Record(in PendingRecord record, CallTarget target)
    {
        var profile = Profile(target);
        if (profile is not GenAIMetricConventions.None)
        {
            Record(profile, in record, target);
        }
    }

    public void Dispose() => _others.Dispose();

    private void Record(GenAIMetricConventions profile, in PendingRecord record, CallTarget target)
    {
        var attributes = default(TagBuffer);
        Add(ref attributes, in record, target);
        var errorType = _limits.LimitErrorType(record.ErrorType, target.Settings);
        switch (profile)
        {
            case GenAIMetricConventions.Next when record.OperationName is GenAIAttributes.Embeddings:
                // The next conventions don't treat embedding as inference, so only the operation duration is recorded.
                _client.RecordDuration(in record, errorType, ref attributes);
                break;
            case GenAIMetricConventions.Next:
                _inference.Record(in record, errorType, ref attributes);
                break;
            default:
                _client.Record(in record, errorType, ref attributes);
                break;
        }
    }

    private GenAIMetricConventions Profile(CallTarget target) => target.Settings.SemanticConventions switch
    {
        GenAIMetricConventions.Auto =>
            _others.AreAlive(target.IsChat) ? GenAIMetricConventions.None : GenAIMetricConventions.V1_41,
        var forced => forced,
    };

    private void Add(ref TagBuffer attributes, in PendingRecord record, CallTarget target)
    {
        attributes.Add(GenAIAttributes.OperationName, record.OperationName);
        attributes.Add(GenAIAttributes.ProviderName, _limits.LimitProvider(record.ProviderName, target.Settings));
        attributes.Add(GenAIAttributes.RequestModel, _limits.LimitRequestModel(in record, target.Settings));
        attributes.Add(GenAIAttributes.ResponseModel, _limits.LimitResponseModel(record.ResponseModel, target.Settings));
        attributes.Add(GenAIAttributes.ServerAddress, target.ServerAddress);
        attributes.Add(GenAIAttributes.ServerPort, target.ServerPort);
    }
}
