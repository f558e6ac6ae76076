using Microsoft.Extensions.AI;
using Microsoft.SemanticKernel;
using Microsoft.SemanticKernel.ChatCompletion;

namespace LlmCost.AI;

/// <summary>The calls to the provider within one call of a service: connectors run the loop of function calls inside, and give back its last answer.</summary>
/// <remarks>
/// Each round trip is one record. It ends where <see cref="RoundTripFilter"/> sees its functions begin, and the next one begins when they are
/// done. Rounds that the filter did not see, since their functions do not exist, are found in the chat history, and in streams by the id of
/// the chunks. Nothing in it throws.
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
    public static RoundTripTracker Chat(CostMeter meter, MeteredClient client, ChatHistory history, bool isStreaming, CancellationToken cancellationToken) =>
        new(meter, client, GenAIAttributes.Chat, history, history is null ? [] : new HistoryMessages(history), isStreaming, cancellationToken);

    /// <summary>Begins a call of a text generation service.</summary>
    public static RoundTripTracker Text(CostMeter meter, MeteredClient client, string prompt, bool isStreaming, CancellationToken cancellationToken) =>
        new(meter, client, TextCompletion, null, [new ChatMessage(ChatRole.User, prompt)], isStreaming, cancellationToken);

    /// <summary>Makes this the call of the flow. The caller's flow does not see it: an asynchronous method has its context restored behind it.</summary>
    public void Enter()
    {
        _place.Enter();
        _self?.Enter();
    }

    /// <summary>The service has given all answers of a call that is not streamed.</summary>
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

    /// <summary>A chunk of a stream has come.</summary>
    public void Observe(StreamingKernelContent chunk) => Guard(() =>
    {
        // Text of a chat has the chunk of the chat inside.
        while (chunk.InnerContent is StreamingKernelContent inner)
        {
            chunk = inner;
        }

        var facts = ConnectorMetadata.Read(chunk.Metadata, chunk.InnerContent, chunk.ModelId);
        if (!IsAnswer(chunk.Metadata, chunk.InnerContent, in facts))
        {
            return;
        }

        // Some servers give each chunk an id of its own, but none goes on after its usage.
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
            // Some connectors repeat a running total in every chunk.
            _usage = facts.Usage ?? _usage;
        }

        _call.Observe(update);
    });

    /// <summary>The stream has come to its end.</summary>
    public void Complete() => Guard(() =>
    {
        if (_call is not null && (_isAnswered || _rounds is 0))
        {
            Close();
        }

        _call = null;
    });

    /// <summary>The service threw.</summary>
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

    /// <summary>Records what is open when a stream has ended, or its reader has stopped before its end.</summary>
    public void End() => Guard(() =>
    {
        if (_call is { } call && (_isAnswered || _rounds is 0))
        {
            End(call);
        }
    });

    /// <summary>A function that the model asked for is about to run: the round trip that asked for it has ended.</summary>
    /// <returns>Whether the round trip is one of this call; else it is part of a sum that comes in the end.</returns>
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

    /// <summary>A function of this call has ended.</summary>
    public void EndFunction() => Guard(() =>
    {
        if (--_functionsRunning is 0)
        {
            Open();
        }
    });

    private static ConnectorUsage Read(KernelContent answer) => ConnectorMetadata.Read(answer.Metadata, answer.InnerContent, answer.ModelId);

    private static bool RequestsFunctions(KernelContent answer) =>
        answer is ChatMessageContent message && message.Items.OfType<Microsoft.SemanticKernel.FunctionCallContent>().Any();

    /// <summary>
    /// Whether something came from the provider. If a filter ends the loop, a connector gives back the result of the last function as if it were
    /// an answer.
    /// </summary>
    private bool IsAnswer(IReadOnlyDictionary<string, object?>? metadata, object? innerContent, in ConnectorUsage facts) =>
        _rounds is 0 || metadata is { Count: > 0 } || facts.Usage is not null || innerContent is not (null or string);

    /// <summary>Counts the round trips that connectors have left in the history of the chat.</summary>
    private void CountHistory()
    {
        if (_isStreaming || _history is null)
        {
            return;
        }

        for (; _historySeen < _history.Count; _historySeen++)
        {
            var message = _history[_historySeen];
            if (RequestsFunctions(message) && Read(message) is { Usage: not null } facts && !_counted.Contains(facts.Key ?? message))
            {
                Count(message);
            }
        }
    }

    /// <summary>Records a round trip that was not streamed.</summary>
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

    /// <summary>Notes that an answer has been counted, also for services around this one, which find it in the same history.</summary>
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
