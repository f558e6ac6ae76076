using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.AI;

namespace LlmCost.AI;

/// <summary>
/// The calls in one message stream of a realtime session. Each response and each transcript of the input audio is one call.
/// </summary>
/// <remarks>Not thread-safe, like the stream. No member throws.</remarks>
[Experimental(DiagnosticIds.ExperimentalModality, UrlFormat = DiagnosticIds.UrlFormat)]
internal sealed class RealtimeCalls(
    IRealtimeClientSession session,
    CostMeter meter,
    MeteredClient client,
    RealtimeAdmissions admissions,
    CancellationToken cancellationToken)
{
    /// <summary>The error type of a failed response without an error code, as defined by the OpenTelemetry conventions.</summary>
    private const string OtherError = "_OTHER";

    /// <summary>
    /// The calls in progress by the ids of their responses. Several responses can be in progress at the same time.
    /// </summary>
    private readonly Dictionary<string, MeteredCall> _inProgress = new(StringComparer.Ordinal);

    /// <summary>Reads a message.</summary>
    public void Observe(RealtimeServerMessage message)
    {
        try
        {
            switch (message)
            {
                case ResponseCreatedRealtimeServerMessage response
                    when response.Type == RealtimeServerMessageType.ResponseCreated:
                    _inProgress[response.ResponseId ?? ""] = BeginResponse();
                    break;
                case ResponseCreatedRealtimeServerMessage response
                    when response.Type == RealtimeServerMessageType.ResponseDone:
                    End(response);
                    break;
                case InputAudioTranscriptionRealtimeServerMessage transcript
                    when transcript.Type == RealtimeServerMessageType.InputAudioTranscriptionCompleted:
                    Record(transcript);
                    break;
            }
        }
        catch (Exception e)
        {
            meter.Context.Failures.Report(MeteringFailure.Reading, e);
        }
    }

    /// <summary>Records that the stream failed, and that all calls in progress failed with it.</summary>
    public void Fail(Exception exception)
    {
        foreach (var call in _inProgress.Values)
        {
            call.Fail(exception);
            call.End();
        }

        _inProgress.Clear();
    }

    /// <summary>Ends the calls in progress, because the stream ended or its reader abandoned it.</summary>
    public void End()
    {
        foreach (var call in _inProgress.Values)
        {
            call.End();
        }

        _inProgress.Clear();
    }

    private void End(ResponseCreatedRealtimeServerMessage response)
    {
        if (!_inProgress.Remove(response.ResponseId ?? "", out var call))
        {
            call = BeginResponse();
        }

        admissions.ObserveConversation(response.Usage);
        call.Observe(response, response.Usage, model: null, response.ResponseId);
        call.IsCacheUnknown = response.Usage is { InputTokenCount: > 0, CachedInputTokenCount: null };
        if (Is(response.Status, RealtimeResponseStatus.Cancelled))
        {
            call.EndAs(CallOutcome.Canceled);
        }
        else if (Is(response.Status, RealtimeResponseStatus.Failed))
        {
            call.EndAs(CallOutcome.Failed, response.Error?.ErrorCode ?? OtherError);
        }
        else
        {
            call.Complete();
        }

        call.End();
    }

    private void Record(InputAudioTranscriptionRealtimeServerMessage transcript)
    {
        var call = Begin(client.ForTranscription(), session.Options?.TranscriptionOptions?.ModelId);
        call.Observe(transcript, transcript.Usage, model: null, transcript.ItemId);
        call.Complete();
        call.End();
    }

    private MeteredCall BeginResponse()
    {
        var call = Begin(client, session.Options?.Model);
        admissions.PassTo(call);
        return call;
    }

    private MeteredCall Begin(MeteredClient metered, string? model) =>
        MeteredCall.Begin(meter.Context, metered, model, isStreaming: true, cancellationToken);

    private static bool Is(string? status, string expected) =>
        string.Equals(status, expected, StringComparison.OrdinalIgnoreCase);
}
