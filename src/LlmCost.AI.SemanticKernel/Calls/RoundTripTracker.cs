using Microsoft.Extensions.AI;
using Microsoft.SemanticKernel;
using Microsoft.SemanticKernel.ChatCompletion;

namespace LlmCost.AI;

/// <summary>Records the provider round trips within one call of a service.</summary>
/// <remarks>
/// <para>A connector runs its function-calling loop internally and returns only the last answer of the loop.</para>
/// <para>
/// Each round trip is one record. It ends when <see cref="RoundTripFilter"/> observes its first function call, and the next one
/// starts when all functions have completed. The filter is not invoked for functions that do not exist. Such rounds are found in
/// the chat history, or in a stream by the response id of the chunks.
/// </para>
/// <para>No member throws: failures are reported to the meter.</para>
/// </remarks>
internal sealed class RoundTripTracker : IMeteredCall
{
    private const string TextCompletion = "text_completion";

    private readonly Lock _lock = new();
    private readonly HashSet<object> _counted = new(ReferenceEqualityComparer.Instance);
    private readonly CostMeter _meter;
    private readonly MeteredClient _client;
    private readonly string _operationName;
    private readonly ChatHistory? _history;
    private readonly bool _isStreaming;
    private readonly CancellationToken _cancellationToken;
    private readonly AmbientCall? _self;
    private readonly AmbientCall? _outerCall;
    private readonly Ambient<RoundTripTracker> _place;

    private readonly IEnumerable<ChatMessage> _messages;

    private int _historySeen;
    private MeteredCall? _call;
    private UsageDetails? _usage;
    private bool _isAnswered;
    private bool _hasUsage;
    private int _rounds;
    private int _functionsRunning;

    private RoundTripTracker(
        CostMeter meter,
        MeteredClient client,
        string operationName,
        ChatHistory? history,
        IEnumerable<ChatMessage> messages,
        bool isStreaming,
        CancellationToken cancellationToken)
    {
        _place = new Ambient<RoundTripTracker>(this);
        _meter = meter;
        _client = client;
        _operationName = operationName;
        _history = history;
        _historySeen = history?.Count ?? 0;
        _messages = messages;
        _isStreaming = isStreaming;
        _cancellationToken = cancellationToken;
        _outerCall = AmbientCall.FindOuter(CallKind.Chat);
        _self = client.HasMetadata ? null : new AmbientCall(CallKind.Chat);
        _call = Open();
    }

    /// <summary>Begins a call of a chat completion service.</summary>
    public static RoundTripTracker Chat(
        CostMeter meter, MeteredClient client, ChatHistory history, bool isStreaming, CancellationToken cancellationToken)
    {
        var messages = history is null ? Enumerable.Empty<ChatMessage>() : new HistoryMessages(history);
        return new(meter, client, GenAIAttributes.Chat, history, messages, isStreaming, cancellationToken);
    }

    /// <summary>Begins a call of a text generation service.</summary>
    public static RoundTripTracker Text(
        CostMeter meter, MeteredClient client, string prompt, bool isStreaming, CancellationToken cancellationToken) =>
        new(meter, client, TextCompletion, null, [new ChatMessage(ChatRole.User, prompt)], isStreaming, cancellationToken);

    /// <summary>Makes this the current call of the async flow.</summary>
    /// <remarks>
    /// The caller's flow is unaffected, because the runtime restores the execution context when an async method returns.
    /// </remarks>
    public void Enter()
    {
        _place.Enter();
        _self?.Enter();
    }

    /// <summary>Records the answers that a non-streaming call has returned.</summary>
    public void Complete(IReadOnlyList<KernelContent> answers) => Guard(() =>
    {
        CountHistory();
        KernelContent? last = null;
        foreach (var answer in answers)
        {
            var facts = Read(answer);
            if (_counted.Contains(facts.Key ?? answer) || !IsAnswer(answer.Metadata, answer.InnerContent, in facts))
            {
                continue;
            }

            // Several answers without function calls are choices of one response.
            if (RequestsFunctions(answer) && !ReferenceEquals(answer, answers[^1]))
            {
                Count(answer);
            }
            else
            {
                last ??= answer;
            }
        }

        if (last is not null)
        {
            Count(last);
        }
        else if (_rounds is 0)
        {
            Close();
        }
    });

    /// <summary>Reads a chunk of a stream.</summary>
    public void Observe(StreamingKernelContent chunk) => Guard(() =>
    {
        // A text chunk that was converted from a chat chunk wraps the chat chunk.
        while (chunk.InnerContent is StreamingKernelContent inner)
        {
            chunk = inner;
        }

        var facts = ConnectorMetadata.Read(chunk.Metadata, chunk.InnerContent, chunk.ModelId);
        if (!IsAnswer(chunk.Metadata, chunk.InnerContent, in facts))
        {
            return;
        }

        // An id alone does not mark a new round: some servers give every chunk its own id. No server continues a response after
        // its usage.
        if (_hasUsage && !string.IsNullOrEmpty(facts.ResponseId) && _call?.ResponseId is { } open && open != facts.ResponseId)
        {
            Close();
        }

        _call ??= Open();
        _isAnswered = true;
        _hasUsage |= facts.Usage is not null;
        var update = new ChatResponseUpdate(ChatRole.Assistant, chunk.ToString())
        {
            ModelId = facts.Model,
            ResponseId = facts.ResponseId,
            RawRepresentation = chunk.InnerContent,
        };
        if (facts is { IsPart: true, Usage: { } part })
        {
            update.Contents.Add(new UsageContent(part));
        }
        else
        {
            // Some connectors repeat a running total in every chunk, so the latest one replaces earlier ones.
            _usage = facts.Usage ?? _usage;
        }

        _call.Observe(update);
    });

    /// <summary>Completes the open round trip at the end of the stream.</summary>
    public void Complete() => Guard(() =>
    {
        if (_call is not null && (_isAnswered || _rounds is 0))
        {
            Close();
        }

        _call = null;
    });

    /// <summary>Records a round trip that failed because the service threw.</summary>
    public void Fail(Exception exception) => Guard(() =>
    {
        CountHistory();
        if (_functionsRunning > 0)
        {
            return;
        }

        var call = _call ?? Open();
        call.Fail(exception);
        End(call);
    });

    /// <summary>Records the open round trip when a stream has ended or its reader has stopped early.</summary>
    public void End() => Guard(() =>
    {
        if (_call is { } call && (_isAnswered || _rounds is 0))
        {
            End(call);
        }
    });

    /// <summary>Ends the round trip that requested a function, because the function is about to run.</summary>
    /// <returns>
    /// True if the round trip belongs to this call. Otherwise its usage is part of a sum that the service reports at the end.
    /// </returns>
    public bool BeginFunction(ChatMessageContent? request)
    {
        var isOurs = false;
        Guard(() =>
        {
            if (_isStreaming)
            {
                if (_isAnswered)
                {
                    Close();
                }
            }
            else if (request is not null && Read(request) is { Usage: not null } facts)
            {
                CountHistory();
                if (!_counted.Contains(facts.Key ?? request))
                {
                    Count(request);
                }
            }
            else
            {
                return;
            }

            _call = null;
            _functionsRunning++;
            isOurs = true;
        });
        return isOurs;
    }

    /// <summary>Notes that a function has completed, and begins the next round trip after the last running function.</summary>
    public void EndFunction() => Guard(() =>
    {
        if (--_functionsRunning is 0)
        {
            Open();
        }
    });

    private static ConnectorUsage Read(KernelContent answer) =>
        ConnectorMetadata.Read(answer.Metadata, answer.InnerContent, answer.ModelId);

    private static bool RequestsFunctions(KernelContent answer) =>
        answer is ChatMessageContent message && message.Items.OfType<Microsoft.SemanticKernel.FunctionCallContent>().Any();

    /// <summary>Returns true if the content came from the provider.</summary>
    /// <remarks>If a filter ends the loop, a connector returns the result of the last function as if it were an answer.</remarks>
    private bool IsAnswer(IReadOnlyDictionary<string, object?>? metadata, object? innerContent, in ConnectorUsage facts) =>
        _rounds is 0 || metadata is { Count: > 0 } || facts.Usage is not null || innerContent is not (null or string);

    /// <summary>Records the round trips that a connector has added to the chat history.</summary>
    private void CountHistory()
    {
        if (_isStreaming || _history is null)
        {
            return;
        }

        for (; _historySeen < _history.Count; _historySeen++)
        {
            var message = _history[_historySeen];
            if (RequestsFunctions(message)
                && Read(message) is { Usage: not null } facts
                && !_counted.Contains(facts.Key ?? message))
            {
                Count(message);
            }
        }
    }

    /// <summary>Records a non-streaming round trip.</summary>
    private void Count(KernelContent answer)
    {
        var call = _call ?? Open();
        var facts = Read(answer);
        MarkCounted(facts.Key ?? answer);
        call.Observe(new ChatResponse(new ChatMessage(ChatRole.Assistant, answer.ToString()))
        {
            ModelId = facts.Model,
            ResponseId = facts.ResponseId,
            RawRepresentation = answer.InnerContent,
            Usage = facts.Usage,
        });
        Close();
    }

    /// <summary>Marks an answer as counted, for this call and for outer calls that read the same chat history.</summary>
    private void MarkCounted(object answer)
    {
        for (var trips = this; trips is not null; trips = trips._place.Outer)
        {
            lock (trips._lock)
            {
                trips._counted.Add(answer);
            }
        }
    }

    private MeteredCall Open()
    {
        _call = MeteredCall.Begin(_meter.Context, _client, requestModel: null, _isStreaming, _cancellationToken, _operationName);
        _call.SetPlace(_messages, _self, _outerCall);
        _usage = null;
        _hasUsage = false;
        _isAnswered = false;
        return _call;
    }

    private void Close()
    {
        if (_call is { } call)
        {
            ObserveUsage(call);
            call.Complete();
            End(call);
        }
    }

    private void ObserveUsage(MeteredCall call)
    {
        if (_usage is not null)
        {
            call.Observe(response: null, _usage, model: null, call.ResponseId);
            _usage = null;
        }
    }

    private void End(MeteredCall call)
    {
        ObserveUsage(call);
        _call = null;
        _isAnswered = false;
        _rounds++;
        call.End();
    }

    private void Guard(Action action)
    {
        try
        {
            lock (_lock)
            {
                action();
            }
        }
        catch (Exception e)
        {
            _meter.Context.Failures.Report(MeteringFailure.Reading, e);
        }
    }
}
