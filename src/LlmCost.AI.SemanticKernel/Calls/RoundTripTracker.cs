using System.Runtime.ExceptionServices;
using Microsoft.Extensions.AI;
using Microsoft.SemanticKernel;
using Microsoft.SemanticKernel.ChatCompletion;

namespace LlmCost.AI;

/// <summary>Records the provider round trips within one call of a service.</summary>
/// <remarks>
/// <para>A connector runs its function-calling loop internally, and returns only the last response of the loop.</para>
/// <para>
/// Each round trip is one record. A round trip ends when <see cref="RoundTripFilter"/> observes its first function call. The next
/// round trip starts when all functions have completed. The filter is not invoked for functions that do not exist. A round trip
/// that requests only nonexistent functions is therefore found in the chat history. In a stream, it is found by the response ids
/// of the chunks.
/// </para>
/// <para>
/// Each round trip is reserved in the budgets before it begins. The only exception is a round trip that follows a call of a
/// nonexistent function: the filter is not invoked before it begins, so it is charged when it ends.
/// </para>
/// <para>Members throw only if a budget refuses a round trip. Other failures are reported to the meter.</para>
/// </remarks>
internal sealed class RoundTripTracker
{
    private const string ChatOperation = "chat";
    private const string TextOperation = "text_completion";

    private static readonly AsyncLocal<RoundTripTracker?> s_current = new();

    private readonly RoundTripTracker? _outer = s_current.Value;
    private readonly Lock _lock = new();
    private readonly HashSet<object> _counted = new(ReferenceEqualityComparer.Instance);
    private readonly List<ChatMessage> _answers = [];
    private readonly CostMeter _meter;
    private readonly MeteredInvocation _invocation;
    private readonly ChatHistory? _history;
    private readonly bool _isStreaming;
    private readonly string? _maximumKey;

    private int _historySeen;
    private MeteredRoundTrip? _call;
    private UsageDetails? _usage;
    private bool _isAnswered;
    private bool _hasUsage;
    private int _rounds;
    private int _functionsRunning;
    private bool _hasLastFunctionBegun;
    private PromptExecutionSettings? _settings;
    private Kernel? _kernel;
    private IReadOnlyList<KernelFunction> _functions = [];
    private ExceptionDispatchInfo? _refusal;

    private RoundTripTracker(
        CostMeter meter, MeteredInvocation invocation, ChatHistory? history, bool isStreaming, string? maximumKey)
    {
        _maximumKey = maximumKey;
        _meter = meter;
        _invocation = invocation;
        _history = history;
        _historySeen = history?.Count ?? 0;
        _isStreaming = isStreaming;
        _call = Open();
    }

    /// <summary>Gets the innermost tracked call of the async flow, or <see langword="null"/> if there is none.</summary>
    public static RoundTripTracker? Current => s_current.Value;

    /// <summary>Begins a call of a chat completion service.</summary>
    public static RoundTripTracker Chat(
        CostMeter meter,
        MeteredConnector service,
        ChatHistory history,
        bool isStreaming,
        CancellationToken cancellationToken)
    {
        var messages = history is null ? Enumerable.Empty<ChatMessage>() : new HistoryMessages(history);
        var invocation = service.Service.Begin(ChatOperation, messages, isStreaming, cancellationToken);
        return new(meter, invocation, history, isStreaming, service.MaximumKey);
    }

    /// <summary>Begins a call of a text generation service.</summary>
    public static RoundTripTracker Text(
        CostMeter meter, MeteredConnector service, string prompt, bool isStreaming, CancellationToken cancellationToken)
    {
        ChatMessage[] messages = [new(ChatRole.User, prompt)];
        var invocation = service.Service.Begin(TextOperation, messages, isStreaming, cancellationToken);
        return new(meter, invocation, history: null, isStreaming, service.MaximumKey);
    }

    /// <summary>Clears <see cref="Current"/>, so that no call is current in the async flow.</summary>
    public static void Leave() => s_current.Value = null;

    /// <summary>Reserves the first round trip in the budgets that apply to it.</summary>
    /// <returns>
    /// The settings for the service. If a budget applies, they are a copy of the caller's settings with the limits of the
    /// budgets. The copy can be changed between rounds, because the connector uses the same object in all rounds.
    /// </returns>
    /// <exception cref="BudgetExceededException">A budget refuses the call. Nothing is recorded.</exception>
    public async ValueTask<PromptExecutionSettings?> AdmitAsync(PromptExecutionSettings? settings, Kernel? kernel)
    {
        (_settings, _kernel) = (settings, kernel);
        if (await _call!.AdmitAsync(CreateOptions) is not { } options)
        {
            return settings;
        }

        Guard(() =>
        {
            var copy = SettingsLimits.Copy(settings);
            if (Limit(copy, options) || settings is not null)
            {
                settings = copy;
            }
        });
        return settings;
    }

    /// <summary>Reserves the next round trip.</summary>
    /// <param name="settings">The settings of the connector, which are also used in the next round.</param>
    /// <returns>
    /// True if the loop may continue; otherwise, <see cref="ThrowIfRefused"/> throws after the service has returned.
    /// </returns>
    public async ValueTask<bool> TryAdmitAsync(PromptExecutionSettings? settings)
    {
        try
        {
            if (_call is { } call && await call.AdmitAsync(CreateOptions) is { } options)
            {
                Guard(() =>
                {
                    // The settings of the caller are never changed.
                    if (settings is { IsFrozen: false } && !ReferenceEquals(settings, _settings))
                    {
                        Limit(settings, options);
                    }
                });
            }

            return true;
        }
        catch (Exception e)
        {
            lock (_lock)
            {
                (_call, _refusal) = (null, ExceptionDispatchInfo.Capture(e));
            }

            return false;
        }
    }

    /// <summary>Increases the reservation for a stream that has used most of it.</summary>
    /// <returns>
    /// True if the stream may continue; otherwise, <see cref="ThrowIfRefused"/> throws, unless the stream ends without an
    /// exception.
    /// </returns>
    public async ValueTask<bool> ContinueAsync()
    {
        try
        {
            return _call is not { } call || await call.ContinueAsync();
        }
        catch (BudgetExceededException e)
        {
            _refusal = ExceptionDispatchInfo.Capture(e);
            return false;
        }
    }

    /// <summary>Throws the exception of the budget that ended the call, or does nothing if no budget ended it.</summary>
    public void ThrowIfRefused() => _refusal?.Throw();

    /// <summary>Makes this the current call of the async flow.</summary>
    /// <remarks>
    /// The caller's flow is unaffected, because the runtime restores the execution context when an async method returns.
    /// </remarks>
    public void Enter()
    {
        s_current.Value = this;
        _invocation.Enter();
    }

    /// <summary>Records the responses that a non-streaming call returned.</summary>
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

            // If several messages have no function calls, they are choices of one response.
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

        Withdraw();

        // Each returned message gets the total cost of all round trips.
        MessageCosts.Set(answers, new ChatResponse(_answers).GetCost());
    });

    /// <summary>Reads a chunk of a stream.</summary>
    public void Observe(StreamingKernelContent chunk) => Guard(() =>
    {
        // A text chunk can wrap the chat chunk from which it was converted.
        while (chunk.InnerContent is StreamingKernelContent inner)
        {
            chunk = inner;
        }

        var facts = ConnectorMetadata.Read(chunk.Metadata, chunk.InnerContent, chunk.ModelId);
        if (!IsAnswer(chunk.Metadata, chunk.InnerContent, in facts))
        {
            return;
        }

        // A new response id alone does not mean a new round trip, because some servers give every chunk its own id. However, no
        // server continues a response after it has sent the usage. A new id after the usage therefore starts a new round trip.
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
            // Some connectors send a running total in every chunk, so the latest total replaces the earlier totals.
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

        Withdraw();
    });

    /// <summary>Records a round trip that failed because the service threw an exception.</summary>
    public void Fail(Exception exception) => Guard(() =>
    {
        CountHistory();
        if (_functionsRunning > 0 || _refusal is not null)
        {
            return;
        }

        _call ??= Open();
        Take()!.Fail(exception);
    });

    /// <summary>Records the open round trip when a stream has ended or its reader has stopped early.</summary>
    public void End() => Guard(() =>
    {
        if (_isAnswered || _rounds is 0)
        {
            Take()?.Abandon();
        }

        Withdraw();
    });

    /// <summary>Ends the round trip that requested a function, because the function is about to run.</summary>
    /// <param name="request">The response that requested the function.</param>
    /// <param name="isLast">True if this is the last function that the response requested.</param>
    /// <returns>
    /// True if the round trip is tracked by this call; false if its usage is part of the total that the service reports at the
    /// end.
    /// </returns>
    public bool BeginFunction(ChatMessageContent? request, bool isLast)
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

            Withdraw();
            _functionsRunning++;
            _hasLastFunctionBegun |= isLast;
            isOurs = true;
        });
        return isOurs;
    }

    /// <summary>Records that a function has completed, and begins the next round trip if no other function is running.</summary>
    /// <returns>True if all functions of the response have completed, so that the next request follows.</returns>
    public bool EndFunction()
    {
        var isNext = false;
        Guard(() =>
        {
            if (--_functionsRunning is 0)
            {
                Open();
                (isNext, _hasLastFunctionBegun) = (_hasLastFunctionBegun, false);
            }
        });
        return isNext;
    }

    /// <summary>Returns those options of the next request that budgets need to estimate its cost.</summary>
    private ChatOptions CreateOptions()
    {
        var options = new ChatOptions();
        Guard(() =>
        {
            options.MaxOutputTokens = SettingsLimits.MaximumOf(_settings);
            _functions = SettingsLimits.PermitTools(_settings) ? FindFunctions() : [];

            // Descriptions are left out, because the schema of a kernel function also contains its description.
            options.Tools = [.. _functions.Select(one => AIFunctionFactory.CreateDeclaration(one.Name, "", one.JsonSchema))];
        });
        return options;
    }

    /// <summary>Returns the functions whose definitions the next request contains.</summary>
    private IReadOnlyList<KernelFunction> FindFunctions() =>
        _settings!.FunctionChoiceBehavior is { } behavior
            ? behavior.GetConfiguration(new FunctionChoiceBehaviorConfigurationContext(_history ?? [])
            {
                Kernel = _kernel,
                RequestSequenceIndex = _rounds,
            }).Functions ?? []
            : [.. (_kernel?.Plugins ?? []).SelectMany(plugin => plugin)];

    /// <summary>Applies the limits of budgets to settings that can be changed.</summary>
    /// <returns>True if the settings were changed.</returns>
    private bool Limit(PromptExecutionSettings settings, ChatOptions options)
    {
        var hasChanged = false;
        if (options.MaxOutputTokens is { } tokens && SettingsLimits.MaximumOf(settings) != tokens)
        {
            SettingsLimits.SetMaximum(settings, tokens, _maximumKey);
            hasChanged = true;
        }

        if (options.ToolMode is NoneChatToolMode && SettingsLimits.PermitTools(settings))
        {
            SettingsLimits.TurnOffTools(settings, _functions);
            hasChanged = true;
        }

        return hasChanged;
    }

    private static ConnectorUsage Read(KernelContent answer) =>
        ConnectorMetadata.Read(answer.Metadata, answer.InnerContent, answer.ModelId);

    private static bool RequestsFunctions(KernelContent answer) =>
        answer is ChatMessageContent message && message.Items.OfType<Microsoft.SemanticKernel.FunctionCallContent>().Any();

    /// <summary>Returns true if the content came from the provider.</summary>
    /// <remarks>
    /// If a filter ends the loop, the connector returns the result of the last function instead of a response from the provider.
    /// </remarks>
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
        var message = new ChatMessage(ChatRole.Assistant, answer.ToString());
        _answers.Add(message);
        call.Observe(new ChatResponse(message)
        {
            ModelId = facts.Model,
            ResponseId = facts.ResponseId,
            RawRepresentation = answer.InnerContent,
            Usage = facts.Usage,
        });
        Close();
    }

    /// <summary>
    /// Marks a response as counted in this call and in its outer calls, because the outer calls can read the same chat history.
    /// </summary>
    private void MarkCounted(object answer)
    {
        for (var trips = this; trips is not null; trips = trips._outer)
        {
            lock (trips._lock)
            {
                trips._counted.Add(answer);
            }
        }
    }

    private MeteredRoundTrip Open()
    {
        _call = _invocation.BeginRoundTrip();
        _usage = null;
        _hasUsage = false;
        _isAnswered = false;
        return _call;
    }

    private void Close() => Take()?.Complete();

    /// <summary>Ends the open round trip without a record, because its request was not made.</summary>
    private void Withdraw()
    {
        _call?.Withdraw();
        _call = null;
    }

    /// <summary>
    /// Removes and returns the open round trip with its usage, or returns <see langword="null"/> if no round trip is open.
    /// </summary>
    private MeteredRoundTrip? Take()
    {
        if (_call is not { } call)
        {
            return null;
        }

        if (_usage is not null)
        {
            call.Observe(_usage);
            _usage = null;
        }

        _call = null;
        _isAnswered = false;
        _rounds++;
        return call;
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
            _meter.ReportFailure(e);
        }
    }
}
