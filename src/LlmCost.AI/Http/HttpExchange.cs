using System.Globalization;
using System.Text.Json;

namespace LlmCost.AI;

/// <summary>One request and its response, as a <see cref="CostMeteringHandler"/> sees them.</summary>
/// <remarks>No member throws. Only one thread at a time reads the body, and the end of the exchange is recorded once.</remarks>
/// <param name="context">The context of the meter.</param>
/// <param name="attempt">Receives the data of the request and its response.</param>
/// <param name="call">
/// The call that consists of this request, or <see langword="null"/> if the request belongs to a call of a metered client.
/// </param>
/// <param name="content">
/// The content of the request before inner handlers run. Anthropic's handlers for Bedrock and Vertex AI replace it with content
/// that does not name the model.
/// </param>
/// <param name="model">The model in the address.</param>
/// <param name="isCall">
/// True if the request is a call of a model. If false, the request counts as a call only if its response contains usage.
/// </param>
internal sealed class HttpExchange(
    MeteringContext context,
    HttpAttempt attempt,
    MeteredCall? call = null,
    HttpContent? content = null,
    string? model = null,
    bool isCall = true)
{
    private readonly Lock _lock = new();
    private HttpContent? _content = content;
    private BodyReader? _body;
    private GzipReader? _gzip;
    private bool _isStreaming;
    private bool _isUnreadable;
    private long _requestBytes;
    private bool _hasEnded;

    /// <summary>Records that the request failed without a response.</summary>
    public void Fail(Exception exception)
    {
        attempt.IsPossiblyBilled = PossibleBilling.IsLikely(exception);
        Guard(() =>
        {
            ReadRequest();
            call?.Fail(exception);
        });
        End();
    }

    /// <summary>Reads the headers of the response, and later the body while the app reads it.</summary>
    public void Observe(HttpResponseMessage response)
    {
        var isRead = false;
        Guard(() =>
        {
            HttpHeaders.Read(response, attempt);
            if (!response.IsSuccessStatusCode)
            {
                attempt.IsPossiblyBilled = PossibleBilling.IsLikely(response.StatusCode);
                ReadRequest();
                call?.EndAs(CallOutcome.Failed, ((int)response.StatusCode).ToString(CultureInfo.InvariantCulture));
                return;
            }

            if (BeginBody(response.Content))
            {
                ReadRequest();
                response.Content = new MeteredContent(response.Content, this);
                isRead = true;
            }
            else if (isCall)
            {
                ReadRequest();
                call?.Complete();
            }
        });
        if (!isRead)
        {
            End();
        }
    }

    /// <summary>Reads a part of the body that the app has received.</summary>
    public void Read(ReadOnlySpan<byte> part)
    {
        // Locked, because the app can cancel and dispose the body while a read is about to end.
        lock (_lock)
        {
            if (_hasEnded || _isUnreadable)
            {
                return;
            }

            try
            {
                call?.ObserveBody(_isStreaming);
                if (_gzip is { } gzip)
                {
                    gzip.Write(part);
                }
                else
                {
                    _body!.Write(part);
                }
            }
            catch (Exception e)
            {
                Report(e);
                _isUnreadable = true;
            }
        }
    }

    /// <summary>Records that the app has read the body to its end.</summary>
    public void Complete()
    {
        if (BeginEnd())
        {
            Guard(() =>
            {
                // An event stream can report a failure even if the HTTP status is a success, and a body can contain an error.
                _body?.End();
                var usage = attempt.Finish();
                attempt.IsPossiblyBilled = _body is { HasFailed: true } && usage.Parts.Count is 0;
                if (usage.IsFailed || _body is { HasFailed: true })
                {
                    call?.EndAs(CallOutcome.Failed, "response_error");
                }
                else
                {
                    call?.Complete();
                }
            });
            EndCall();
        }
    }

    /// <summary>Records that the body is incomplete, because it broke off or the app stopped reading.</summary>
    /// <param name="exception">The exception, or <see langword="null"/> if the app stopped reading.</param>
    public void BreakOff(Exception? exception)
    {
        if (BeginEnd())
        {
            Guard(() =>
            {
                _body?.End();
                var usage = attempt.Finish();
                var isComplete = exception is null
                    && (_body is { IsDone: true } || usage is { Parts.Count: > 0, IsInputOnly: false });
                attempt.IsPossiblyBilled = !isComplete && (usage.Parts.Count is 0 || usage.IsInputOnly);
                if (exception is not null)
                {
                    call?.Fail(exception);
                }
                else if (isComplete)
                {
                    call?.Complete();
                }
            });
            EndCall();
        }
    }

    private bool BeginEnd()
    {
        lock (_lock)
        {
            return !_hasEnded && (_hasEnded = true);
        }
    }

    private void End()
    {
        if (BeginEnd())
        {
            EndCall();
        }
    }

    private void EndCall()
    {
        Guard(() =>
        {
            if (_body is { HasLost: true })
            {
                context.Log.BodyTooLarge();
            }

            call?.ObserveText(_requestBytes, _body?.TextBytes ?? 0);
        });
        if (isCall || attempt.Finish() is { Parts.Count: > 0, Format: not (WireFormat.Unknown or WireFormat.Neutral) })
        {
            call?.End();
        }
        else
        {
            call?.Discard();
        }

        _gzip?.Dispose();
        _body?.Dispose();
    }

    private bool BeginBody(HttpContent content)
    {
        var mediaType = MediaTypeOf(content);
        attempt.OnFailure = Report;

        // Some servers send JSON with another content type. Content that is not JSON is ignored.
        _body = BodyReader.Create(mediaType, attempt.Read)
            ?? (isCall && mediaType is null or "text/plain" ? new JsonBodyReader(isLines: false, attempt.Read) : null);
        _isStreaming = _body is SseBodyReader or AwsEventBodyReader or JsonBodyReader { IsLines: true };
        if (_body is null
            || !content.Headers.NonValidated.TryGetValues("Content-Encoding", out var encodings)
            || encodings.ToString() is not { } encoding
            || encoding is "" or "identity")
        {
            return _body is not null;
        }

        if (encoding is "gzip")
        {
            _gzip = GzipReader.Of(_body);
            return true;
        }

        if (isCall)
        {
            context.Log.BodyNotRead(encoding);
        }

        _body.Dispose();
        _body = null;
        return false;
    }

    /// <summary>
    /// Returns the media type of the content without its parameters. Parsing the whole header would take 1 µs longer.
    /// </summary>
    private static string? MediaTypeOf(HttpContent content)
    {
        if (!content.Headers.NonValidated.TryGetValues("Content-Type", out var values))
        {
            return null;
        }

        var value = values.ToString();
        var type = value.AsSpan(0, value.IndexOf(';') is >= 0 and var end ? end : value.Length).Trim();
        return type.Contains('/') ? type.ToString() : null;
    }

    private void ReadRequest()
    {
        if (call is null)
        {
            return;
        }

        (string? Model, bool IsStreaming, long TextBytes) request = default;
        Guard(() => request = HttpRequestReader.Read(_content));
        _content = null;
        var requestModel = model ?? request.Model;
        _requestBytes = request.TextBytes;
        call.ObserveRequest(requestModel, request.IsStreaming || _isStreaming);
        attempt.Request = attempt.Request with { Model = requestModel };
    }

    private void Guard(Action action)
    {
        try
        {
            action();
        }
        catch (Exception e)
        {
            Report(e);
        }
    }

    /// <summary>
    /// Reports that a call of a model could not be read. For other requests, invalid JSON is not reported, because their content
    /// can be anything.
    /// </summary>
    private void Report(Exception exception)
    {
        if (isCall || exception is not JsonException)
        {
            context.Failures.Report(MeteringFailure.Reading, exception);
        }
    }
}
