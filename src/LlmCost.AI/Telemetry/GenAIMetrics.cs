using System.Diagnostics.Metrics;

namespace LlmCost.AI;

/// <summary>
/// The standard metrics of OpenTelemetry's gen_ai conventions, for apps whose clients don't emit them through <c>UseOpenTelemetry()</c>.
/// </summary>
internal sealed class GenAIMetrics : IDisposable
{
    private readonly GenAIClientMetrics _client;
    private readonly GenAIInferenceMetrics _inference;
    private readonly ForeignGenAIMetrics _others = new();
    private readonly CostMetrics _limits;

    /// <summary>Makes the metrics.</summary>
    /// <param name="meterFactory">Makes and owns the meter.</param>
    /// <param name="limits">Our own metrics, whose limits on the values of attributes hold here too.</param>
    public GenAIMetrics(IMeterFactory meterFactory, CostMetrics limits)
    {
        _limits = limits;

        // The factory owns the meter: it is not disposed here.
        var meter = meterFactory.Create(new MeterOptions(LlmCostTelemetry.GenAIMeterName) { Version = LlmCostTelemetry.Version });
        _client = new GenAIClientMetrics(meter);
        _inference = new GenAIInferenceMetrics(meter);
    }

    /// <summary>Whether calls are recorded at all.</summary>
    public bool AreOn(MeteringSnapshot state, CallKind kind) => Profile(state, kind) is not GenAIMetricConventions.None;

    /// <summary>Whether the time between the chunks of a stream is wanted.</summary>
    public bool TimesChunks(MeteringSnapshot state, CallKind kind) => Profile(state, kind) switch
    {
        GenAIMetricConventions.V1_41 => _client.TimesChunks,
        GenAIMetricConventions.Next => _inference.TimesChunks,
        _ => false,
    };

    /// <summary>Records the time since the chunk before.</summary>
    public void RecordChunk(TimeSpan elapsed, in MeteredCall call)
    {
        var attributes = default(TagBuffer);
        Add(ref attributes, call.Data.OperationName, call.Data.ProviderName, call.Data.RequestModel, call.Data.ResponseModel, call.Client, call.State);
        if (Profile(call.State, call.Client.Kind) is GenAIMetricConventions.Next)
        {
            _inference.RecordChunk(elapsed, ref attributes);
        }
        else
        {
            _client.RecordChunk(elapsed, ref attributes);
        }
    }

    /// <summary>Records a call that ended.</summary>
    public void Record(in CostRecord record, in MeteredCall call)
    {
        var profile = Profile(call.State, call.Client.Kind);
        if (profile is not GenAIMetricConventions.None)
        {
            Record(profile, in record, in call);
        }
    }

    public void Dispose() => _others.Dispose();

    private void Record(GenAIMetricConventions profile, in CostRecord record, in MeteredCall call)
    {
        var attributes = default(TagBuffer);
        Add(ref attributes, record.OperationName, record.ProviderName, record.RequestModel, record.ResponseModel, call.Client, call.State);
        var errorType = _limits.LimitErrorType(record.ErrorType, call.State);
        switch (profile)
        {
            case GenAIMetricConventions.Next when record.OperationName is GenAIAttributes.Embeddings:
                // Embedding is no inference in the coming conventions, and keeps its duration alone.
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

    private GenAIMetricConventions Profile(MeteringSnapshot state, CallKind kind) => state.SemanticConventions switch
    {
        GenAIMetricConventions.Auto => _others.AreAlive(kind) ? GenAIMetricConventions.None : GenAIMetricConventions.V1_41,
        var forced => forced,
    };

    private void Add(
        ref TagBuffer attributes,
        string operation,
        string? provider,
        string? requestModel,
        string? responseModel,
        MeteredClient client,
        MeteringSnapshot state)
    {
        attributes.Add(GenAIAttributes.OperationName, operation);
        attributes.Add(GenAIAttributes.ProviderName, _limits.LimitProvider(provider, state));
        attributes.Add(GenAIAttributes.RequestModel, _limits.LimitRequestModel(requestModel, state));
        attributes.Add(GenAIAttributes.ResponseModel, _limits.LimitResponseModel(responseModel, state));
        attributes.Add(GenAIAttributes.ServerAddress, client.ServerAddress);
        attributes.Add(GenAIAttributes.ServerPort, client.ServerPort);
    }
}
