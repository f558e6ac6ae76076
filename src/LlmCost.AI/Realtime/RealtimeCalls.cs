using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.AI;

namespace LlmCost.AI;

/// <summary>The calls in one stream of messages of a realtime session: each response is one, and each transcript of what was heard.</summary>
/// <remarks>Not thread safe, as the stream is not. Nothing in it throws.</remarks>
[Experimental(DiagnosticIds.ExperimentalModality, UrlFormat = DiagnosticIds.UrlFormat)]
internal sealed class RealtimeCalls(
    IRealtimeClientSession session, CostMeter meter, MeteredClient client, CancellationToken cancellationToken)
{
    /// <summary>What stands for the error of a response that does not name it, as OpenTelemetry's conventions have it.</summary>
    private const string OtherError = "_OTHER";

    /// <summary>By the ids of their responses: more than one may be under way.</summary>
    private readonly Dictionary<string, MeteredCall> _underWay = new(StringComparer.Ordinal);

    /// <summary>Takes note of a message.</summary>
    public void Observe(RealtimeServerMessage message)
    {
        try
        {
            switch (message)
            {
                case ResponseCreatedRealtimeServerMessage response when response.Type == RealtimeServerMessageType.ResponseCreated:
                    _underWay[response.ResponseId ?? ""] = Begin(client, session.Options?.Model);
                    break;
                case ResponseCreatedRealtimeServerMessage response when response.Type == RealtimeServerMessageType.ResponseDone:
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

    /// <summary>The stream broke, and what is under way with it.</summary>
    public void Fail(Exception exception)
    {
        foreach (var call in _underWay.Values)
        {
            call.Fail(exception);
            call.End();
        }

        _underWay.Clear();
    }

    /// <summary>The stream ended, or is read no further.</summary>
    public void End()
    {
        foreach (var call in _underWay.Values)
        {
            call.End();
        }

        _underWay.Clear();
    }

    private void End(ResponseCreatedRealtimeServerMessage response)
    {
        if (!_underWay.Remove(response.ResponseId ?? "", out var call))
        {
            call = Begin(client, session.Options?.Model);
        }

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

    private MeteredCall Begin(MeteredClient metered, string? model) =>
        MeteredCall.Begin(meter.Context, metered, model, isStreaming: true, cancellationToken);

    private static bool Is(string? status, string expected) => string.Equals(status, expected, StringComparison.OrdinalIgnoreCase);
}
