using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using Microsoft.Extensions.AI;

namespace LlmCost.AI;

/// <summary>A call under way: gathers what is needed for its record, and keeps neither messages of the answer nor updates.</summary>
/// <remarks>A large mutable value, which is begun where it stays: in a <see cref="CallSlot"/> or in the state of a method. Nothing in it throws but what says so.</remarks>
internal struct MeteredCall
{
    /// <summary>What is known of the call so far: its record in the making.</summary>
    public PendingRecord Data;

    private CostMeter _meter;
    private MeteredClient _client;
    private IEnumerable<ChatMessage>? _messages;
    private CancellationToken _cancellationToken;
    private long _startTimestamp;
    private bool _isTimed;
    private bool _timesChunks;
    private bool _looksCloser;

    private UsageAccumulator _usage;
    private UsageEstimate _estimate;
    private long _lastChunkTimestamp;
    private bool _hasRaw;
    private bool _isStamped;
    private bool _isRead;
    private TimeSpan? _transcribedUntil;

    /// <summary>Begins a call.</summary>
    /// <param name="meter">The meter.</param>
    /// <param name="client">Whom the call goes to.</param>
    /// <param name="operationName">What is done, as <c>gen_ai.operation.name</c> has it.</param>
    /// <param name="requestModel">The model that is asked for; <see langword="null"/> is the client's default.</param>
    /// <param name="isStreaming">Whether the answer is streamed.</param>
    /// <param name="cancellationToken">What cancels the call.</param>
    public MeteredCall(
        CostMeter meter, MeteredClient client, string operationName, string? requestModel, bool isStreaming, CancellationToken cancellationToken)
    {
        this = default;
        Begin(meter, client, operationName, requestModel, isStreaming, cancellationToken);
    }

    /// <inheritdoc cref="MeteredCall(CostMeter, MeteredClient, string, string?, bool, CancellationToken)"/>
    [MemberNotNull(nameof(_meter), nameof(_client), nameof(State), nameof(Answerer))]
    public void Begin(
        CostMeter meter, MeteredClient client, string operationName, string? requestModel, bool isStreaming, CancellationToken cancellationToken)
    {
        _meter = meter;
        _client = client;
        _cancellationToken = cancellationToken;
        State = meter.State;
        Answerer = client.Answerer(State);
        _usage.Dialect = Answerer.Dialect;
        _estimate = new UsageEstimate(meter.Estimators);
        _looksCloser = isStreaming;
        _isTimed = isStreaming || meter.TellsDuration(State, client.Kind);
        _startTimestamp = _isTimed ? meter.TimeProvider.GetTimestamp() : 0;
        _timesChunks = isStreaming && meter.GenAIMetrics.TimesChunks(State, client.Kind);

        Data.Timestamp = meter.TimeProvider.GetUtcNow();
        Data.OperationName = operationName;
        Data.ProviderName = Answerer.ProviderName;
        Data.IsStreaming = isStreaming;
        Data.RequestModel = requestModel ?? client.DefaultModel;
        Data.Outcome = CallOutcome.Abandoned;
        Activity = Activity.Current;
        Enclosing = AmbientCall.Nearest(client.Kind);
        Tally = CostTally.Current;
        Own = client.HasMetadata ? null : new AmbientCall(client.Kind, AmbientCall.Current);

        var scope = CostScope.Current;
        Data.Feature = scope?.Feature;
        Data.Tags = scope?.Tags;
    }

    /// <summary>Begins a call of a chat client.</summary>
    public void BeginChat(
        CostMeter meter,
        MeteredClient client,
        IEnumerable<ChatMessage> messages,
        ChatOptions? options,
        bool isStreaming,
        CancellationToken cancellationToken)
    {
        Begin(meter, client, GenAIAttributes.Chat, options?.ModelId, isStreaming, cancellationToken);
        Messages = messages;
        ForwardedOptions = options;
        try
        {
            if (CostTags.IsIn(options))
            {
                (Data.Feature, Data.Tags) = CostTags.Read(options!, Data.Feature, Data.Tags ?? []);
                ForwardedOptions = CostTags.Remove(options!);
            }
        }
        catch (Exception e)
        {
            meter.ReportFailure(MeteringFailure.Reading, e);
        }
    }

    public MeteringSnapshot State { get; private set; }

    public Answerer Answerer { get; private set; }

    public readonly string? ResponseId => Data.ResponseId;

    /// <summary>The options for the provider's client: those of the caller, without tags of ours.</summary>
    public ChatOptions? ForwardedOptions { get; private set; }

    /// <summary>The span that was current when the call began: with <c>UseOpenTelemetry()</c> around, that of the call itself.</summary>
    public Activity? Activity { get; private set; }

    /// <summary>A metered call around this one, if its meter can't see this one's.</summary>
    public AmbientCall? Enclosing { get; set; }

    /// <summary>What the call counts for, if anybody adds up.</summary>
    public CostTally? Tally { get; private set; }

    /// <summary>This call, for meters that may be hidden behind this one; else <see langword="null"/>.</summary>
    public AmbientCall? Own { get; set; }

    /// <summary>What was asked, in case that usage must be estimated.</summary>
    public IEnumerable<ChatMessage>? Messages
    {
        set => _messages = value;
    }

    /// <summary>Whether there is a raw response in which no reader found anything.</summary>
    public readonly bool IsUnread => _hasRaw && !_isRead;

    /// <summary>Whether the answer was counted when it was made, and now came from a cache.</summary>
    public bool IsReplay { get; private set; }

    /// <summary>What was used beside tokens by the request and the answer, where something can be told of it.</summary>
    public InferredQuantities? Requested { get; private set; }

    /// <summary>Whether the client leaves out how much of the input came from the cache, at a lower price.</summary>
    public bool IsCacheUntold { get; set; }

    public readonly MeteredClient Client => _client;

    // Reading the clock takes about a seventh of a call that nobody listens to. Where somebody begins to ask in the midst of one, the time of the day has to do.
    private readonly TimeSpan Elapsed => _isTimed
        ? _meter.TimeProvider.GetElapsedTime(_startTimestamp)
        : TimeSpan.FromTicks(Math.Max(0, (_meter.TimeProvider.GetUtcNow() - Data.Timestamp).Ticks));

    /// <summary>Takes in a whole response.</summary>
    public void Observe(ChatResponse response)
    {
        try
        {
            Identify(response.ModelId, response.ResponseId);
            _hasRaw |= response.RawRepresentation is not null;
            if (Own is not null || Enclosing is not null)
            {
                response.AdditionalProperties = Stamp(response.AdditionalProperties);
            }

            foreach (var reader in _meter.Readers)
            {
                Read(reader, response);
            }

            if (response.Usage is { } usage)
            {
                _usage.Observe(usage, response.ResponseId);
                return;
            }

            foreach (var message in response.Messages)
            {
                Estimate(message.Contents);
            }
        }
        catch (Exception e)
        {
            _meter.ReportFailure(MeteringFailure.Reading, e);
        }
    }

    /// <summary>Takes in an update of a stream.</summary>
    public void Observe(ChatResponseUpdate update)
    {
        try
        {
            TakeIn(update);
        }
        catch (Exception e)
        {
            _meter.ReportFailure(MeteringFailure.Reading, e);
        }
    }

    /// <summary>The same for a caller that has a <c>try</c> already: a second one inside takes a nanosecond of each update.</summary>
    /// <remarks>Throws what looking at the update throws.</remarks>
    public void TakeIn(ChatResponseUpdate update)
    {
        Identify(update.ModelId, update.ResponseId);
        var contents = update.Contents;
        var count = contents.Count;
        for (var i = 0; i < count; i++)
        {
            var content = contents[i];
            if (!_estimate.Observe(content) && content is UsageContent usage)
            {
                _usage.Observe(usage.Details, update.ResponseId);
            }
        }

        if (_looksCloser)
        {
            LookCloser(update);
        }
    }

    /// <summary>Takes in the usage of an answer that is neither a chat response nor an update of one.</summary>
    /// <param name="usage">The usage, or <see langword="null"/> if the answer has none.</param>
    /// <param name="model">The model that answered, if it says so.</param>
    /// <param name="responseId">The provider's id of the answer, if it has one.</param>
    public void Observe(UsageDetails? usage, string? model, string? responseId = null)
    {
        try
        {
            Identify(model, responseId);
            if (usage is not null)
            {
                _usage.Observe(usage, responseId);
            }
        }
        catch (Exception e)
        {
            _meter.ReportFailure(MeteringFailure.Reading, e);
        }
    }

    /// <summary>Takes in an update of a stream that is not one of a chat response.</summary>
    /// <param name="contents">What it holds, if anything.</param>
    /// <param name="model">The model that answers, if it says so.</param>
    /// <param name="responseId">The provider's id of the answer, if it has one.</param>
    public void Observe(IList<AIContent>? contents, string? model, string? responseId)
    {
        try
        {
            Identify(model, responseId);
            for (var i = 0; i < (contents?.Count ?? 0); i++)
            {
                if (contents![i] is UsageContent usage)
                {
                    _usage.Observe(usage.Details, responseId);
                }
            }

            NoteTime();
        }
        catch (Exception e)
        {
            _meter.ReportFailure(MeteringFailure.Reading, e);
        }
    }

    /// <summary>Lets readers see the raw answer of a call that is not a chat.</summary>
    public void ObserveRaw(object? rawRepresentation)
    {
        if (rawRepresentation is null)
        {
            return;
        }

        _hasRaw = true;
        foreach (var reader in _meter.Readers)
        {
            try
            {
                if (reader.TryReadRaw(rawRepresentation, Answerer.ProviderName, out var reading))
                {
                    _isRead = true;
                    _usage.Observe(reading, ResponseId);
                }
            }
            catch (Exception e)
            {
                _meter.ReportFailure(MeteringFailure.Reader, e);
            }
        }
    }

    /// <summary>An answer came to a request for images.</summary>
    [Experimental("MEAI001")]
    public void ObserveImages(ImageGenerationResponse response, ImageGenerationOptions? options)
    {
        try
        {
            Observe(response.Usage, model: null);
            ObserveRaw(response.RawRepresentation);
            Requested = InferredQuantities.Images(response, options);
        }
        catch (Exception e)
        {
            _meter.ReportFailure(MeteringFailure.Reading, e);
        }
    }

    /// <summary>An answer, or the first of one, came to a request to speak a text. It is paid for by the text, read to its end or not.</summary>
    public void ObserveSpeechOf(string text)
    {
        try
        {
            Requested ??= InferredQuantities.Characters(text);
        }
        catch (Exception e)
        {
            _meter.ReportFailure(MeteringFailure.Reading, e);
        }
    }

    /// <summary>A transcript, or a part of one, reaches to this point of the audio.</summary>
    public void ObserveTranscriptUntil(TimeSpan? end)
    {
        if (end > (_transcribedUntil ?? TimeSpan.Zero))
        {
            _transcribedUntil = end;
        }
    }

    /// <summary>Takes in what is known of an answer beside its usage in the form of Microsoft.Extensions.AI.</summary>
    public void Observe(in UsageReading reading) => _usage.Observe(reading, ResponseId);

    /// <summary>The call ended by itself. Some clients end a stream quietly when it is cancelled.</summary>
    public void Complete()
    {
        Data.Outcome = _cancellationToken.IsCancellationRequested && Data.IsStreaming && !_usage.HasAny ? CallOutcome.Canceled : CallOutcome.Completed;
        if (Data.Outcome is CallOutcome.Completed && _transcribedUntil is { } end)
        {
            // Of a transcript that was left early nothing tells how long the audio is.
            Requested = InferredQuantities.AudioUntil(end);
        }
    }

    /// <summary>The call threw.</summary>
    public void Fail(Exception exception)
    {
        Data.Outcome = exception is OperationCanceledException && _cancellationToken.IsCancellationRequested
            ? CallOutcome.Canceled
            : CallOutcome.Failed;
        Data.ErrorType = exception.GetType().FullName;
    }

    /// <summary>The answer says itself that it did not come to its end.</summary>
    /// <param name="outcome">How it ended.</param>
    /// <param name="errorType">The provider's code of what went wrong, if anything did.</param>
    public void Break(CallOutcome outcome, string? errorType = null)
    {
        Data.Outcome = outcome;
        Data.ErrorType = errorType;
    }

    /// <summary>Fills in all that can be known of the call when it has ended, but what it cost.</summary>
    /// <returns>What the provider says it charged, in USD.</returns>
    public decimal? Finish()
    {
        if (_isTimed || _meter.TellsDuration(State, _client.Kind))
        {
            Data.Duration = Elapsed;
        }

        if (_usage.HasReading)
        {
            Data.Context = _usage.Context;
        }

        Data.UsageSource = FinishUsage(out var reportedCost);
        return reportedCost;
    }

    /// <summary>The usage as far as it is known, and how sure it is.</summary>
    private UsageSource FinishUsage(out decimal? reportedCost)
    {
        if (_usage.TryFinish(out Data.Usage, out reportedCost, out Data.Anomalies))
        {
            _client.Kind.Sort(ref Data.Usage);
            if (_usage.HasOnlyBegun)
            {
                Data.Usage += Estimate(onlyOutput: true);
                return UsageSource.Estimated;
            }

            return IsCacheUntold ? UsageSource.Estimated : UsageSource.Reported;
        }

        if (!_estimate.HasOutput)
        {
            return UsageSource.Missing;
        }

        Data.Usage = Estimate(onlyOutput: false);
        return UsageSource.Estimated;
    }

    // Room for its large values would be cleared for calls that need no estimate, too.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private readonly TokenUsage Estimate(bool onlyOutput)
    {
        var model = Data.ResponseModel ?? Data.RequestModel;
        try
        {
            return Estimate(in _estimate, model, onlyOutput);
        }
        catch (Exception e)
        {
            _meter.ReportFailure(MeteringFailure.Estimator, e);
            return Estimate(_estimate.WithoutEstimators(), model, onlyOutput);
        }
    }

    private readonly TokenUsage Estimate(in UsageEstimate estimate, string? model, bool onlyOutput) =>
        onlyOutput ? estimate.ToOutput(model) : estimate.ToUsage(model, _messages ?? [], ForwardedOptions);

    /// <summary>Takes in what only the first update tells, or only some meters ask of the others.</summary>
    private void LookCloser(ChatResponseUpdate update)
    {
        _hasRaw |= update.RawRepresentation is not null;
        if (Own is not null || Enclosing is not null)
        {
            update.AdditionalProperties = Stamp(update.AdditionalProperties);
        }

        foreach (var reader in _meter.Readers)
        {
            Read(reader, update);
        }

        NoteTime();
        _looksCloser = _timesChunks || Own is not null || Enclosing is not null || _meter.Readers.Length > 0;
    }

    /// <summary>Last of all, since those who listen to the time between chunks might throw.</summary>
    private void NoteTime()
    {
        if (Data.TimeToFirstChunk is null)
        {
            Data.TimeToFirstChunk = Elapsed;
        }

        if (!_timesChunks)
        {
            return;
        }

        var (earlier, now) = (_lastChunkTimestamp, _meter.TimeProvider.GetTimestamp());
        _lastChunkTimestamp = now;
        if (earlier is not 0)
        {
            _meter.GenAIMetrics.RecordChunk(_meter.TimeProvider.GetElapsedTime(earlier, now), in this);
        }
    }

    /// <summary>Sees whether another meter has counted what comes from a cache, and leaves a stamp for one that can't see this one.</summary>
    private AdditionalPropertiesDictionary? Stamp(AdditionalPropertiesDictionary? properties)
    {
        IsReplay |= Own is not null && properties?.ContainsKey(AmbientCall.Stamp) is true;
        if (Enclosing is null || _isStamped)
        {
            return properties;
        }

        _isStamped = true;
        properties ??= [];
        properties[AmbientCall.Stamp] = true;
        return properties;
    }

    private void Identify(string? model, string? responseId)
    {
        // Updates mostly repeat the same strings, and some first ones have an empty model and id.
        if (!ReferenceEquals(model, Data.ResponseModel) && !string.IsNullOrEmpty(model))
        {
            Data.ResponseModel = model;
        }

        if (!ReferenceEquals(responseId, Data.ResponseId) && !string.IsNullOrEmpty(responseId))
        {
            Data.ResponseId = responseId;
        }
    }

    private void Estimate(IList<AIContent> contents)
    {
        for (var i = 0; i < contents.Count; i++)
        {
            _estimate.Observe(contents[i]);
        }
    }

    private void Read(IUsageReader reader, ChatResponse response)
    {
        try
        {
            if (reader.TryRead(response, Answerer.ProviderName, out var reading))
            {
                _isRead = true;
                _usage.Observe(reading, response.ResponseId);
            }
        }
        catch (Exception e)
        {
            _meter.ReportFailure(MeteringFailure.Reader, e);
        }
    }

    private void Read(IUsageReader reader, ChatResponseUpdate update)
    {
        try
        {
            if (reader.TryRead(update, Answerer.ProviderName, out var reading))
            {
                _isRead = true;
                _usage.Observe(reading, update.ResponseId);
            }
        }
        catch (Exception e)
        {
            _meter.ReportFailure(MeteringFailure.Reader, e);
        }
    }
}
