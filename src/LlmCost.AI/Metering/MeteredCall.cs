using System.Diagnostics;
using System.Runtime.InteropServices;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.ObjectPool;

namespace LlmCost.AI;

/// <summary>
/// A call in progress. Collects the data of its record, but retains neither messages nor updates of the response.
/// </summary>
/// <remarks>
/// Instances are pooled, because a new instance for each call would allocate 1 KB and take 180 ns longer. <see cref="End"/>
/// returns the call to the pool; don't use it afterwards. A call that never ends, because its stream was not disposed, is garbage
/// collected. No member throws.
/// </remarks>
internal sealed class MeteredCall : IResettable
{
    /// <summary>
    /// The maximum number of objects in the pool. Few apps have more calls than this in progress at the same time.
    /// </summary>
    private const int MaxPooled = 1_024;

    /// <summary>The name of the response property and span attribute for the change that a budget made to the request.</summary>
    private const string BudgetDecisionKey = BudgetMetricNames.DecisionAttribute;

    private static readonly DefaultObjectPool<MeteredCall> s_pool = new(new DefaultPooledObjectPolicy<MeteredCall>(), MaxPooled);

    private MeteringContext _context = null!;
    private MeteredClient _client = null!;
    private ResolvedProvider _provider = null!;
    private PriceSnapshot _prices = null!;
    private PendingRecord _record;
    private CallTiming _timing;
    private bool _timesChunks;
    private UsageAccumulator _usage;
    private OutputText _text;
    private RawReading _raw;
    private ResponseIdentity _identity;
    private Activity? _activity;
    private CostTally? _tally;
    private AmbientCall? _outer;
    private bool _isMarked;
    private bool _isReplay;
    private bool _isContinued;
    private InferredQuantities? _inferred;
    private TimeSpan? _transcriptEnd;
    private bool _isOfHandler;
    private bool _sharesAttempts;
    private bool _isPossiblyBilled;
    private TokenUsage _possibleUsage;
    private long _requestBytes;
    private BudgetCall? _budget;
    private bool _borrows;
    private bool _isUnlimited;
    private RawOutputLimit? _rawOutputLimit;
    private BudgetWatch? _watch;
    private long _extendAt;
    private Func<CallNeed>? _need;
    private Func<ChatOptions>? _createOptions;
    private object? _forwarded;
    private BudgetUse _use;

    /// <summary>For the pool only; use <see cref="Begin"/> instead.</summary>
    public MeteredCall()
    {
    }

    /// <summary>Gets the options for the provider's client: the caller's options without the tags for the meter.</summary>
    public ChatOptions? ForwardedOptions => _forwarded as ChatOptions;

    /// <summary>Gets the messages, or <see langword="null"/> if the call is not a chat.</summary>
    public IEnumerable<ChatMessage>? Messages { get; private set; }

    /// <summary>Gets the token that cancels the call.</summary>
    public CancellationToken CancellationToken { get; private set; }

    /// <summary>
    /// Gets the ambient call that inner meters see, or <see langword="null"/> if no inner meter can be hidden behind the client.
    /// </summary>
    public AmbientCall? Self { get; private set; }

    /// <summary>Gets the provider's id of the response, if known.</summary>
    public string? ResponseId => _record.ResponseId;

    /// <summary>
    /// Gets the HTTP requests of this call, or <see langword="null"/> if the app doesn't use a <see cref="CostMeteringHandler"/>.
    /// </summary>
    public HttpAttempts? Attempts { get; private set; }

    /// <summary>True if the client doesn't report how much of the input was read from the cache, at a lower price.</summary>
    public bool IsCacheUnknown { private get; set; }

    /// <summary>Begins a call.</summary>
    /// <param name="context">The context of the meter.</param>
    /// <param name="client">The client that is called.</param>
    /// <param name="requestModel">The requested model; <see langword="null"/> for the client's default.</param>
    /// <param name="isStreaming">True if the response is streamed.</param>
    /// <param name="cancellationToken">The token that cancels the call.</param>
    /// <param name="operationName">The operation, if it differs from the operation of the client's kind.</param>
    public static MeteredCall Begin(
        MeteringContext context,
        MeteredClient client,
        string? requestModel,
        bool isStreaming,
        CancellationToken cancellationToken,
        string? operationName = null)
    {
        var call = s_pool.Get();
        call.Start(context, client, operationName ?? client.Kind.OperationName, requestModel, isStreaming, cancellationToken);
        return call;
    }

    /// <summary>Begins a call of a chat client.</summary>
    public static MeteredCall BeginChat(
        MeteringContext context,
        MeteredClient client,
        IEnumerable<ChatMessage> messages,
        ChatOptions? options,
        bool isStreaming,
        CancellationToken cancellationToken)
    {
        var call = Begin(context, client, options?.ModelId, isStreaming, cancellationToken);
        call.Messages = messages;
        call.TakeTags(options, TaggedOptions.Chat);
        return call;
    }

    /// <summary>Reads the feature and tags from the options of the call, and stores the options without them.</summary>
    /// <param name="options">The options of the caller.</param>
    /// <param name="kind">The kind of options.</param>
    public void TakeTags<T>(T? options, TaggedOptions<T> kind)
        where T : class
    {
        try
        {
            _forwarded = kind.Take(options, ref _record.Feature, ref _record.Tags);
        }
        catch (Exception e)
        {
            _context.Failures.Report(MeteringFailure.Reading, e);
            _forwarded = options;
        }
    }

    /// <summary>Returns the options for the provider's client: the caller's options without the tags for the meter.</summary>
    public T? Forwarded<T>()
        where T : class => _forwarded as T;

    /// <summary>Begins a call that consists of one HTTP request that no metered client made.</summary>
    public static MeteredCall BeginHttp(MeteringContext context, MeteredClient client, CancellationToken cancellationToken)
    {
        var call = Begin(context, client, requestModel: null, isStreaming: false, cancellationToken);
        (call._isOfHandler, call._outer) = (true, null);
        return call;
    }

    /// <summary>
    /// Sets the collection for the HTTP requests of this call. The calls of one invocation can share a collection, because they
    /// run one after another in the same flow.
    /// </summary>
    public void ShareAttempts(HttpAttempts? attempts)
    {
        attempts?.Continue();
        (Attempts, _sharesAttempts) = (attempts, true);
    }

    /// <summary>Sets the messages and the enclosing call of this call. Several calls of one invocation can share them.</summary>
    /// <param name="messages">The messages, from which the usage is estimated if necessary.</param>
    /// <param name="self">The ambient call that inner meters see.</param>
    /// <param name="outer">The enclosing call.</param>
    public void SetPlace(IEnumerable<ChatMessage> messages, AmbientCall? self, AmbientCall? outer) =>
        (Messages, Self, _outer) = (messages, self, outer);

    /// <summary>Makes this the innermost call of the current flow, so that inner meters and HTTP handlers find it.</summary>
    public void Enter()
    {
        Self?.Enter();
        Attempts?.Enter();
    }

    /// <summary>Sets the amounts that a non-chat call reserves in budgets.</summary>
    /// <param name="need">A function that returns the amounts. It is invoked only if a budget applies to the call.</param>
    public MeteredCall Needs(Func<CallNeed> need)
    {
        _need = need;
        return this;
    }

    /// <summary>Sets the options of a chat call whose caller passed no options.</summary>
    /// <param name="create">A function that returns the options. It is invoked only if a budget applies to the call.</param>
    public void HasOptions(Func<ChatOptions>? create) => _createOptions = create;

    /// <summary>Reserves the amounts that the call needs in the budgets that apply to it.</summary>
    /// <remarks>If a budget refuses the call, it ends without a record, because no request is sent.</remarks>
    /// <exception cref="BudgetExceededException">A budget refuses the call.</exception>
    public ValueTask AdmitAsync()
    {
        if (!_context.Budgets.IsActive)
        {
            return default;
        }

        _borrows = _outer?.TryLend() is true;
        if (!_borrows)
        {
            return FindBudgets() is { } budget ? AdmitAsync(budget) : default;
        }

        Self?.BeginReservation();
        return default;
    }

    /// <summary>True if the call has a budget reservation.</summary>
    public bool HasReservation => _budget is not null;

    /// <summary>
    /// The maximum output in tokens that a budget set, and whether the request must not use tools. Used for calls without
    /// options.
    /// </summary>
    public (int? MaxOutputTokens, bool WrapsUp) BudgetLimits =>
        (_budget?.OutputCap is { } cap ? (int)long.Min(cap, int.MaxValue) : null, _budget?.WrapsUp is true);

    /// <summary>Takes over the reservation of another call. The other call ends without a record.</summary>
    public void TakeReservation(MeteredCall other)
    {
        (_budget, other._budget) = (other._budget, null);
        _budget?.PassTo(this);
        other.Discard();
    }

    /// <summary>
    /// Releases the reservation of the call, and ends the call without a record, because the request was not made.
    /// </summary>
    public void Withdraw()
    {
        try
        {
            _budget?.Settle(default);
            Self?.EndReservation();
            if (_borrows)
            {
                _outer!.TryGiveBack(default);
            }
        }
        catch (Exception e)
        {
            _context.Failures.Report(MeteringFailure.Recording, e);
        }

        Discard();
    }

    /// <summary>True if a stream has used most of its reservation.</summary>
    public bool NeedsExtension => _text.Bytes >= _extendAt;

    /// <summary>Increases the reservation of a stream.</summary>
    /// <returns>The exception that cuts the stream off, or <see langword="null"/> if the stream may continue.</returns>
    public async ValueTask<BudgetExceededException?> ExtendAsync()
    {
        try
        {
            if (!await _budget!.ExtendAsync(UsageEstimation.TokensOf(_text.Bytes)))
            {
                EndAs(CallOutcome.Canceled);
                return _budget.CutOff();
            }

            SetExtension();
        }
        catch (Exception e)
        {
            _context.Budgets.Failed("extend", e);
            _extendAt = long.MaxValue;
        }

        return null;
    }

    /// <summary>True if the stream ends without an exception when it is cut off.</summary>
    public bool EndsQuietly => _budget?.OnCut is CutAction.End;

    /// <summary>Runs a call whose response is not streamed.</summary>
    /// <param name="send">Calls the provider's client.</param>
    /// <param name="observe">Reads the response.</param>
    /// <typeparam name="T">The type of the response.</typeparam>
    /// <returns>The response.</returns>
    /// <remarks>ConfigureAwait(false) is not used, because inner clients may run app code, which must keep its context.</remarks>
    public async Task<T> RunAsync<T>(Func<MeteredCall, Task<T>> send, Action<MeteredCall, T> observe)
    {
        await AdmitAsync();
        try
        {
            Enter();
            var response = await send(this);
            observe(this, response);
            Complete();
            return response;
        }
        catch (Exception e)
        {
            Fail(e);
            throw;
        }
        finally
        {
            End();
        }
    }

    /// <summary>Reads a whole response.</summary>
    public void Observe(ChatResponse response)
    {
        try
        {
            Identify(response.ModelId, response.ResponseId);
            _identity.Set(response);
            if (Self is not null || _outer is not null)
            {
                response.AdditionalProperties = Mark(response.AdditionalProperties);
            }

            if (HasDecision)
            {
                response.AdditionalProperties = MarkDecision(response.AdditionalProperties);
            }

            _isContinued = response.ContinuationToken is not null;
            ReadRaw(response.RawRepresentation, response.ResponseId);
            if (response.Usage is { } usage)
            {
                _usage.Observe(usage, response.ResponseId);
                return;
            }

            foreach (var message in response.Messages)
            {
                foreach (var content in message.Contents)
                {
                    _text.Add(content);
                }
            }
        }
        catch (Exception e)
        {
            _context.Failures.Report(MeteringFailure.Reading, e);
        }
    }

    /// <summary>Reads an update of a stream.</summary>
    public void Observe(ChatResponseUpdate update)
    {
        try
        {
            _identity.Set(update);
            Identify(update.ModelId, update.ResponseId);
            var raw = update.RawRepresentation;
            var contents = update.Contents;
            for (var i = 0; i < contents.Count; i++)
            {
                var content = contents[i];
                if (!_text.Add(content) && content is UsageContent usage)
                {
                    _usage.Observe(usage.Details, update.ResponseId);
                    raw ??= usage.RawRepresentation;
                }
            }

            if (Self is not null || _outer is not null)
            {
                update.AdditionalProperties = Mark(update.AdditionalProperties);
            }

            ReadRaw(raw, update.ResponseId);

            if (update.FinishReason is not null && HasDecision)
            {
                update.AdditionalProperties = MarkDecision(update.AdditionalProperties);
            }

            _isContinued = update.ContinuationToken is not null;
            RecordChunkTime();
        }
        catch (Exception e)
        {
            _context.Failures.Report(MeteringFailure.Reading, e);
        }
    }

    /// <summary>Reads a whole response of a non-chat call.</summary>
    /// <param name="response">The response, which <c>GetCost()</c> uses to find its cost.</param>
    /// <param name="usage">The usage, or <see langword="null"/> if the response has none.</param>
    /// <param name="model">The model that responded, if known.</param>
    /// <param name="responseId">The provider's id of the response, if known.</param>
    /// <param name="rawRepresentation">The raw response of the provider's client for readers, if there is one.</param>
    public void Observe(
        object? response, UsageDetails? usage, string? model, string? responseId = null, object? rawRepresentation = null)
    {
        try
        {
            Identify(model, responseId);
            if (response is not null)
            {
                _identity.Set(response);
            }

            if (usage is not null)
            {
                _usage.Observe(usage, responseId);
            }

            ReadRaw(rawRepresentation, ResponseId);
        }
        catch (Exception e)
        {
            _context.Failures.Report(MeteringFailure.Reading, e);
        }
    }

    /// <summary>Reads an update of a non-chat stream.</summary>
    /// <param name="contents">The contents of the update, if any.</param>
    /// <param name="model">The model that responded, if known.</param>
    /// <param name="responseId">The provider's id of the response, if known.</param>
    /// <returns>The ids to set on the update, which <c>GetCost()</c> uses to find the cost of the response.</returns>
    public (string? ResponseId, string? Model) Observe(IList<AIContent>? contents, string? model, string? responseId)
    {
        try
        {
            (responseId, model) = _identity.Set(responseId, model);
            Identify(model, responseId);
            for (var i = 0; i < (contents?.Count ?? 0); i++)
            {
                if (contents![i] is UsageContent usage)
                {
                    _usage.Observe(usage.Details, responseId);
                }
            }

            RecordChunkTime();
        }
        catch (Exception e)
        {
            _context.Failures.Report(MeteringFailure.Reading, e);
        }

        return (responseId, model);
    }

    /// <summary>Adds the non-token quantities from the request and the response.</summary>
    /// <param name="infer">A function that infers the quantities. It is invoked at most once per call.</param>
    public void Infer(Func<InferredQuantities> infer)
    {
        try
        {
            _inferred ??= infer();
        }
        catch (Exception e)
        {
            _context.Failures.Report(MeteringFailure.Reading, e);
        }
    }

    /// <inheritdoc cref="RawReading.ReadImageOptions"/>
    public RequestedImage? ReadImageOptions(object? rawOptions) => RawReading.ReadImageOptions(_context, rawOptions);

    /// <summary>Sets the model that an HTTP request names, and whether the request asks for a stream.</summary>
    public void ObserveRequest(string? model, bool isStreaming) =>
        (_record.RequestModel, _record.IsStreaming) = (model, isStreaming);

    /// <summary>Records that a part of the body of an HTTP response has arrived.</summary>
    /// <param name="isStreaming">True if the response is streamed.</param>
    public void ObserveBody(bool isStreaming)
    {
        if (isStreaming && _record.TimeToFirstChunk is null)
        {
            _record.IsStreaming = true;
            _record.TimeToFirstChunk = Elapsed;
        }
    }

    /// <summary>Sets the sizes from which the usage is estimated if the body does not report it.</summary>
    /// <param name="requestBytes">The size of the text of the request.</param>
    /// <param name="responseBytes">The size of the text of the response.</param>
    public void ObserveText(long requestBytes, long responseBytes)
    {
        _requestBytes = requestBytes;
        _text.Add(responseBytes);
    }

    /// <summary>Records the position in the audio at which a transcript, or a part of it, ends.</summary>
    public void ObserveTranscriptEnd(TimeSpan? end)
    {
        if (end > (_transcriptEnd ?? TimeSpan.Zero))
        {
            _transcriptEnd = end;
        }
    }

    /// <summary>
    /// Records that the call ended without an exception. Some clients end a canceled stream without an exception.
    /// </summary>
    public void Complete()
    {
        var isCanceled = CancellationToken.IsCancellationRequested && _record.IsStreaming && !_usage.HasAny;
        EndAs(isCanceled ? CallOutcome.Canceled : CallOutcome.Completed);
        if (!isCanceled && _transcriptEnd is { } end)
        {
            // The length of the audio is inferred only for completed calls, because the transcript of an abandoned stream doesn't
            // show it.
            _inferred = InferredQuantities.AudioUntil(end);
        }
    }

    /// <summary>Records that the call threw an exception.</summary>
    public void Fail(Exception exception)
    {
        var isCanceled = exception is OperationCanceledException && CancellationToken.IsCancellationRequested;
        EndAs(isCanceled ? CallOutcome.Canceled : CallOutcome.Failed, exception.GetType().FullName);
        _isPossiblyBilled = !isCanceled && PossibleBilling.IsLikely(exception);
    }

    /// <summary>Records the outcome of the call.</summary>
    /// <param name="outcome">The outcome.</param>
    /// <param name="errorType">The provider's error code or the type of the exception, if the call failed.</param>
    public void EndAs(CallOutcome outcome, string? errorType = null) =>
        (_record.Outcome, _record.ErrorType) = (outcome, errorType);

    /// <summary>Ends the call without a record, because it is not a call to a model.</summary>
    public void Discard()
    {
        Attempts?.End();
        s_pool.Return(this);
    }

    /// <summary>
    /// Ends the call and returns it to the pool. Prices and publishes the call, unless an inner meter has already done so.
    /// </summary>
    public void End()
    {
        try
        {
            if (Self?.HasCounted(ResponseId) is true || _isReplay)
            {
                _identity.PassCostOn();
            }
            else
            {
                Record();
            }

            _outer?.MarkCounted(ResponseId);
        }
        catch (Exception e)
        {
            _use = new BudgetUse { IsBilled = true, IsBroken = true };
            _context.Failures.Report(MeteringFailure.Recording, e);
        }

        SettleBudget();
        Discard();
    }

    /// <summary>True if a budget changed the request, or if the call is within a <see cref="BudgetWatch"/>.</summary>
    private bool HasDecision => HasChanged || _watch is not null;

    /// <summary>True if a budget changed the request.</summary>
    private bool HasChanged =>
        _budget is { IsCapped: true } or { WrapsUp: true } || _rawOutputLimit is { HasLowered: true };

    /// <summary>Clears all data of the call.</summary>
    public bool TryReset()
    {
        // Assigning the default value to these large structs would clear them eight bytes at a time and take 40 ns longer.
        MemoryMarshal.CreateSpan(ref _record, 1).Clear();
        MemoryMarshal.CreateSpan(ref _usage, 1).Clear();
        (_timing, _text, _raw, _identity) = (default, default, default, default);
        (Messages, CancellationToken, _activity, _tally, _outer) = (null, default, null, null, null);
        (_inferred, _transcriptEnd) = (null, null);
        (Attempts, _sharesAttempts, _isOfHandler, _isPossiblyBilled) = (null, false, false, false);
        (_possibleUsage, _requestBytes) = (default, 0);
        (_forwarded, Self, IsCacheUnknown, _isMarked, _isReplay, _timesChunks) = (null, null, false, false, false, false);
        (_isContinued, _budget, _extendAt, _need, _use) = (false, null, long.MaxValue, null, default);
        (_rawOutputLimit, _borrows, _isUnlimited, _createOptions, _watch) = (null, false, false, null, null);
        return true;
    }

    private void Start(
        MeteringContext context,
        MeteredClient client,
        string operationName,
        string? requestModel,
        bool isStreaming,
        CancellationToken cancellationToken)
    {
        (_context, _client, CancellationToken) = (context, client, cancellationToken);
        _extendAt = long.MaxValue;
        _provider = client.Resolve(context.Snapshot);
        _prices = context.Prices.Current;
        _usage.Dialect = _provider.Dialect;
        _usage.ClientSumsCalls = client.SumsCalls;
        _text = new OutputText(isKept: context.Estimators.Length > 0);
        _timesChunks = isStreaming && context.GenAIMetrics.TimesChunks(_provider.Target);
        _activity = Activity.Current;
        _tally = CostTally.Current;
        _outer = AmbientCall.FindOuter(client.Kind);
        Self = client.HasMetadata ? null : new AmbientCall(client.Kind);
        Attempts = HttpAttempts.Begin(client, context.Snapshot, requestModel ?? client.DefaultModel);

        _record.Timestamp = context.TimeProvider.GetUtcNow();
        _timing = new CallTiming(
            context.TimeProvider, isNeeded: isStreaming || context.Recorder.MeasuresDuration(_provider.Target));
        _record.OperationName = operationName;
        _record.ProviderName = _provider.ProviderName;
        _record.IsUnknownHost = _provider.IsUnknownHost;
        _record.Account = _provider.Account;
        _record.IsStreaming = isStreaming;
        _record.RequestModel = requestModel ?? client.DefaultModel;
        _record.Outcome = CallOutcome.Abandoned;
        if (CostScope.Current is { } scope)
        {
            (_record.Feature, _record.Tags) = (scope.Feature, scope.Tags);
        }
    }

    private BudgetCall? FindBudgets()
    {
        try
        {
            var budget = _context.Budgets.Begin(this, BudgetFacts.Of(in _record));
            _isUnlimited = budget is null;
            return budget;
        }
        catch (Exception e)
        {
            // A failure of the budget code must not prevent the call.
            _context.Budgets.Failed("reserve", e);
            return null;
        }
    }

    private async ValueTask AdmitAsync(BudgetCall budget)
    {
        try
        {
            _forwarded = _createOptions?.Invoke() ?? _forwarded;
            var need = budget.NeedsEstimate ? EstimateNeed() : default;
            await budget.AdmitAsync(need, CancellationToken);
            _budget = budget;
            if (Self is { } self)
            {
                self.BeginReservation();
            }

            SetExtension();
            if (BudgetWatch.Current is { } watch)
            {
                budget.AddTo(watch);
                _watch = watch;
            }

            if (Messages is not null)
            {
                _forwarded = Limited(ForwardedOptions, budget);
            }
        }
        catch (Exception e) when (e is BudgetExceededException
            || (e is OperationCanceledException && CancellationToken.IsCancellationRequested))
        {
            Discard();
            throw;
        }
        catch (Exception e)
        {
            // A failure of the budget code must not prevent the call.
            _context.Budgets.Failed("reserve", e);
        }
    }

    /// <summary>Returns the maximum amounts that the call needs.</summary>
    private BudgetNeed EstimateNeed()
    {
        var model = _record.RequestModel;
        var isChat = Messages is not null;
        var other = isChat ? default : _need?.Invoke() ?? default;
        var need = new BudgetNeed
        {
            InputTokens = isChat
                ? UsageEstimation.UpperBoundOfInput(_context.Estimators, model, Messages!, ForwardedOptions)
                : other.InputTokens + UsageEstimation.TokensOf(2 * other.InputBytes),
            HasOutput = isChat || other.HasOutput,
            OutputLimit = isChat ? ForwardedOptions?.MaxOutputTokens : other.OutputLimit,
            IsSpoken = other.IsSpoken,
            Reasons = ForwardedOptions?.Reasoning is not null,
            ExpectedOutput = _context.Budgets.Experience.Percentile95(_record.ProviderName, model, _record.Feature),
        };
        var query = new UsageToPrice
        {
            Provider = _record.ProviderName,
            RequestModel = model,
            Endpoint = _record.ProviderName is null || _record.IsUnknownHost ? _client.Endpoint : null,
            Timestamp = _record.Timestamp,
            ServedAs = new ServedAs { Region = _provider.Region },
            UsageSource = other.Quantities is null ? UsageSource.Reported : UsageSource.Missing,
            Inferred = other.Quantities,
        };
        return BudgetPricing.Price(in need, in query, _prices);
    }

    /// <summary>Sets the size of the response at which the reservation must be increased.</summary>
    private void SetExtension()
    {
        // The provider enforces the maximum output in the request, so a response reaches twice this maximum only if the provider
        // ignores it.
        var tokens = _budget!.GrantedOutput;
        _extendAt = tokens > long.MaxValue / 16 ? long.MaxValue
            : _budget.OutputCap is null ? UsageEstimation.BytesOf(tokens) * 9 / 10
            : UsageEstimation.BytesOf(tokens) * 2;
    }

    /// <summary>Returns the options with the limits of the budgets.</summary>
    private ChatOptions? Limited(ChatOptions? options, BudgetCall budget)
    {
        // Raw options have precedence, so their maximum is limited even if the caller's other maximum is low enough.
        var create = budget.StrictOutput is null ? null : options?.RawRepresentationFactory;
        if (budget.OutputCap is null && create is null && !(budget.WrapsUp && options?.Tools is { Count: > 0 }))
        {
            return options;
        }

        options = options?.Clone() ?? new ChatOptions();
        if (budget.OutputCap is { } cap)
        {
            options.MaxOutputTokens = (int)long.Min(cap, int.MaxValue);
        }

        if (create is not null)
        {
            _rawOutputLimit = new RawOutputLimit(create, budget.StrictOutput!.Value, _context);
            options.RawRepresentationFactory = _rawOutputLimit.Create;
        }

        if (budget.WrapsUp)
        {
            options.ToolMode = ChatToolMode.None;
        }

        return options;
    }

    private AdditionalPropertiesDictionary MarkDecision(AdditionalPropertiesDictionary? properties)
    {
        properties ??= [];
        if (HasChanged)
        {
            properties[BudgetDecisionKey] = _budget!.WrapsUp ? "wrapped_up" : "capped";
            _activity?.SetTag(BudgetDecisionKey, properties[BudgetDecisionKey]);
        }

        foreach (var status in _watch?.Statuses ?? [])
        {
            // The value is not a decimal, because some serializers of responses don't support it.
            var key = $"{BudgetMetricNames.RemainingProperty}.{status.Budget}.{BudgetAmount.NameOf(status.Unit)}";
            properties[key] = (double)status.Remaining;
        }

        return properties;
    }

    /// <summary>True if the call may count against a budget.</summary>
    private bool IsForBudgets => _budget is not null || _borrows || (!_isUnlimited && _context.Budgets.IsActive);

    /// <summary>Replaces the reservation with the usage of the call.</summary>
    private void SettleBudget()
    {
        if (!IsForBudgets)
        {
            return;
        }

        try
        {
            var use = Self is { } self ? _use.Plus(self.EndReservation()) : _use;
            if (_budget is { } budget)
            {
                budget.Settle(in use);
            }
            else if (_borrows && _outer!.TryGiveBack(in use))
            {
                _borrows = false;
            }
            else if (_context.Budgets.IsActive && use.IsBilled)
            {
                // The call was made without a reservation, for example because only a CostMeteringHandler sees it.
                _context.Budgets.Begin(this, BudgetFacts.Of(in _record))?.Charge(in use);
            }
        }
        catch (Exception e)
        {
            _context.Budgets.Failed("settle", e);
        }
    }

    private void Record()
    {
        if (_context.Recorder.NeedsDuration(_provider.Target))
        {
            _record.Duration = Elapsed;
        }

        var unanswered = ReadAttempts(out var costInHeaders);
        _record.UsageSource = FinishUsage(out var reportedCost);
        reportedCost ??= costInHeaders;
        (_record.ServedAs, _record.Quantities) = (_usage.ServedAs, _usage.Quantities);
        (_record.Parts, _record.UnpricedParts) = (_usage.Parts, _usage.Unpriced);
        _record.ResponseModel = _usage.Model ?? _record.ResponseModel;
        if (IsPending() || IsReadAgain())
        {
            return;
        }

        if (_record.ServedAs.Region is null && _provider.Region is { } region)
        {
            _record.ServedAs = _record.ServedAs with { Region = region };
        }

        _record.Charges = _context.Recorder.HasObservers ? [] : null;
        CallPricer.Price(ref _record, reportedCost, _inferred, _client.Endpoint, _prices);
        _record.PossiblyBilledCost = unanswered > 0 ? EstimateCost() * unanswered : null;
        if (IsForBudgets)
        {
            _use = BudgetUse.Of(in _record);
        }

        _identity.SetCost(CallSum.Of(in _record));
        _context.Recorder.Publish(in _record, _provider.Target, _tally, _activity);
        if (_raw.IsUnread && _record.Attempts is 0)
        {
            _context.Log.NotRead(_client.AdapterName, _context.Readers);
        }
    }

    /// <summary>
    /// Returns true if the provider has not finished the response. Its usage is reported when the response is read again.
    /// </summary>
    private bool IsPending() => _usage.IsPending || (_isContinued && _record.UsageSource is not UsageSource.Reported);

    /// <summary>Reads the data that HTTP handlers have collected for the call.</summary>
    /// <param name="reportedCost">The cost in headers, in USD, if any.</param>
    /// <returns>The number of requests that were probably billed, but are not included in the cost of the call.</returns>
    private int ReadAttempts(out decimal? reportedCost)
    {
        reportedCost = null;
        if (Attempts?.Take(_sharesAttempts ? ResponseId : null) is not { Count: > 0 } taken)
        {
            _record.IsPossiblyBilled = _isPossiblyBilled;
            return _isPossiblyBilled ? 1 : 0;
        }

        _record.Attempts = taken.Count;
        _usage.Bodies = taken.ConvertAll(one => one.Body);
        var unanswered = 0;
        foreach (var (attempt, body) in taken)
        {
            unanswered += attempt.IsPossiblyBilled ? 1 : 0;
            _record.IsSpilledOver |= attempt.IsSpilledOver;
            _record.RequestId = attempt.RequestId ?? _record.RequestId;
            _record.ResponseId ??= body.ResponseId;
            if (attempt.ReportedCost is { } cost && body.ReportedCost is null)
            {
                reportedCost = (reportedCost ?? 0) + cost;
            }
        }

        _record.IsPossiblyBilled = unanswered > 0;

        // The cost of the call includes the received part of the last response, so the request for this response is not counted.
        return taken[^1].Attempt.IsPossiblyBilled && !_isOfHandler && !_text.IsEmpty ? unanswered - 1 : unanswered;
    }

    /// <summary>
    /// Returns the cost of a request whose response was not received completely, in USD. This is the cost of the call if it is
    /// known; otherwise, the cost of its input and of the received output. Returns <see langword="null"/> if neither is known.
    /// </summary>
    private decimal? EstimateCost()
    {
        if (_record.HasCost || _record.IsProvisioned || _possibleUsage.Total is 0)
        {
            return _record.HasCost ? _record.TotalCost : null;
        }

        var estimate = _record;
        (estimate.Usage, estimate.UsageSource, estimate.IsPossiblyBilled) = (_possibleUsage, UsageSource.Estimated, false);
        (estimate.Charges, estimate.Parts, estimate.UnpricedParts) = (null, null, null);
        CallPricer.Price(ref estimate, reportedCost: null, inferred: null, _client.Endpoint, _prices);
        return estimate.HasCost ? estimate.TotalCost : null;
    }

    /// <summary>Returns true if this is a background response that was already metered on an earlier read.</summary>
    private bool IsReadAgain() =>
        (_usage.IsBackground || ForwardedOptions is { AllowBackgroundResponses: true } or { ContinuationToken: not null })
        && ResponseId is { } id
        && !_context.BackgroundResponses.TryAdd(id);

    /// <summary>Completes the usage with estimates, if necessary.</summary>
    /// <returns>The source of the usage.</returns>
    private UsageSource FinishUsage(out decimal? reportedCost)
    {
        var knowledge = _usage.Finish(
            out _record.Usage, out reportedCost, out _record.Anomalies, _context.ContainerSessions);
        if (knowledge is not UsageKnowledge.Reported && _record is { IsPossiblyBilled: true, Outcome: not CallOutcome.Completed }
            && (_isOfHandler || _text.IsEmpty))
        {
            AddEstimate(withInput: knowledge is UsageKnowledge.None);
            (_possibleUsage, _record.Usage) = (_record.Usage, default);
            return UsageSource.Missing;
        }

        if (knowledge is not UsageKnowledge.None)
        {
            _client.Kind.AssignModality(ref _record.Usage);
            if (knowledge is UsageKnowledge.InputOnly)
            {
                AddEstimate(withInput: false);
                return UsageSource.Estimated;
            }

            return IsCacheUnknown ? UsageSource.Estimated : UsageSource.Reported;
        }

        // If no output was received, nothing is estimated, because the provider may not have processed the request.
        if (_text.IsEmpty)
        {
            return UsageSource.Missing;
        }

        AddEstimate(withInput: true);
        return UsageSource.Estimated;
    }

    private void AddEstimate(bool withInput)
    {
        try
        {
            _record.Usage += Estimate(_context.Estimators, withInput);
        }
        catch (Exception e)
        {
            _context.Failures.Report(MeteringFailure.Estimator, e);
            _record.Usage += Estimate([], withInput);
        }
    }

    private TokenUsage Estimate(IUsageEstimator[] estimators, bool withInput)
    {
        var model = _record.ResponseModel ?? _record.RequestModel;
        var output = UsageEstimation.Output(estimators, model, in _text);
        return !withInput ? output
            : _isOfHandler ? output + UsageEstimation.Input(_requestBytes)
            : output + UsageEstimation.Input(estimators, model, Messages ?? [], ForwardedOptions);
    }

    private TimeSpan Elapsed => _timing.Elapsed(_context.TimeProvider, _record.Timestamp);

    private void ReadRaw(object? rawRepresentation, string? responseId)
    {
        if (rawRepresentation is not null)
        {
            _usage.Request = (_record.ProviderName, _record.RequestModel);
            _raw.Read(_context, _record.ProviderName, rawRepresentation, responseId, ref _usage);
        }
    }

    /// <summary>
    /// Records the time of a chunk. Call this last, because a listener of the metric for the time between chunks may throw.
    /// </summary>
    private void RecordChunkTime()
    {
        _record.TimeToFirstChunk ??= Elapsed;
        if (_timesChunks && _timing.NextChunk(_context.TimeProvider) is { } sinceLast)
        {
            _context.GenAIMetrics.RecordChunk(sinceLast, in _record, _provider.Target);
        }
    }

    /// <summary>
    /// Detects a response that was already metered and is replayed from a cache. Also marks the response for an outer meter that
    /// can't see this meter.
    /// </summary>
    private AdditionalPropertiesDictionary? Mark(AdditionalPropertiesDictionary? properties)
    {
        _isReplay |= Self is not null && properties?.ContainsKey(AmbientCall.MeteredMarkerKey) is true;
        if (_outer is null || _isMarked)
        {
            return properties;
        }

        _isMarked = true;
        properties ??= [];
        properties[AmbientCall.MeteredMarkerKey] = true;
        return properties;
    }

    private void Identify(string? model, string? responseId)
    {
        // In some streams, the model and the id of the first updates are empty.
        if (!string.IsNullOrEmpty(model) && !ReferenceEquals(model, _record.ResponseModel))
        {
            _record.ResponseModel = model;
        }

        if (!string.IsNullOrEmpty(responseId) && !ReferenceEquals(responseId, _record.ResponseId))
        {
            _record.ResponseId = responseId;
        }
    }
}
