using Microsoft.Extensions.AI;

namespace LlmCost.AI;

/// <summary>Meters the cost of every call that passes through, streamed or not.</summary>
/// <remarks>
/// <para>
/// Its place is next to the provider's client, last in a <see cref="ChatClientBuilder"/>: inside caches, function invocation and fail-overs,
/// which would show it answers that cost nothing, sums of several calls, or nothing of a call that failed. It warns once
/// if it finds itself elsewhere. If there is a meter further inside, this one passes calls on unmetered.
/// </para>
/// <para>
/// Streams pass through update by update; none is held back, copied or kept. A stream that is left early, cancelled or broken is recorded as
/// well. Nothing in the metering can fail or change a call. As thread safe as the inner client.
/// </para>
/// </remarks>
public sealed class CostMeteringChatClient : DelegatingChatClient, IMeteringStage
{
    private readonly CostMeter _meter;
    private readonly MeteredClient _client;
    private readonly bool _isMeteredInside;

    /// <summary>Puts a meter in front of a client.</summary>
    /// <param name="innerClient">The client of the provider.</param>
    /// <param name="meter">The meter that records.</param>
    /// <exception cref="ArgumentNullException">
    /// <paramref name="innerClient"/> or <paramref name="meter"/> is <see langword="null"/>.
    /// </exception>
    public CostMeteringChatClient(IChatClient innerClient, CostMeter meter)
        : base(innerClient)
    {
        ArgumentNullException.ThrowIfNull(meter);

        _meter = meter;
        _client = MeteredClient.Of(innerClient);
        _isMeteredInside = innerClient.GetService<IMeteringStage>() is not null;
        if (!_isMeteredInside)
        {
            PipelineOrder.Check(innerClient, meter.Log);
        }
    }

    /// <summary>
    /// The provider behind the client, in OpenTelemetry's names, where its metadata tells nothing or something else, as behind a gateway.
    /// Default: <see langword="null"/>, the name that the client's metadata and its endpoint tell.
    /// </summary>
    public string? ProviderName
    {
        get => _client.ProviderNameOverride;
        set => _client.ProviderNameOverride = value;
    }

    /// <inheritdoc/>
    public override Task<ChatResponse> GetResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default) =>
        _isMeteredInside
            ? base.GetResponseAsync(messages, options, cancellationToken)
            : Meter(messages, options, cancellationToken);

    /// <inheritdoc/>
    public override IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default) =>
        _isMeteredInside
            ? base.GetStreamingResponseAsync(messages, options, cancellationToken)
            : new MeteredChatStream(_meter, _client, InnerClient, messages, options, cancellationToken);

    /// <inheritdoc/>
    public override object? GetService(Type serviceType, object? serviceKey = null) =>
        serviceKey is null && serviceType == typeof(CostMeter) ? _meter : base.GetService(serviceType, serviceKey);

    /// <summary>Begins a call, and ends it too if the answer is there at once.</summary>
    private Task<ChatResponse> Meter(IEnumerable<ChatMessage> messages, ChatOptions? options, CancellationToken cancellationToken)
    {
        var slot = CallSlot.Take();
        slot.Call.BeginChat(_meter, _client, messages, options, isStreaming: false, cancellationToken);
        if (slot.Call.Own is not null)
        {
            return MeterAsync(slot, messages, cancellationToken);
        }

        Task<ChatResponse> answer;
        try
        {
            answer = base.GetResponseAsync(messages, slot.Call.ForwardedOptions, cancellationToken);
        }
        catch (Exception e)
        {
            slot.Call.Fail(e);
            slot.End(_meter);
            throw;
        }

        if (!answer.IsCompletedSuccessfully)
        {
            return MeterAsync(slot, answer);
        }

        slot.Call.Observe(answer.Result);
        slot.Call.Complete();
        slot.End(_meter);
        return answer;
    }

    // No ConfigureAwait(false) here: clients inside may run the app's own code, which keeps its context.
    private async Task<ChatResponse> MeterAsync(CallSlot slot, Task<ChatResponse> answer)
    {
        try
        {
            var response = await answer;
            slot.Call.Observe(response);
            slot.Call.Complete();
            return response;
        }
        catch (Exception e)
        {
            slot.Call.Fail(e);
            throw;
        }
        finally
        {
            slot.End(_meter);
        }
    }

    /// <summary>Asks within an asynchronous method of its own, behind which the caller's flow does not see what it enters.</summary>
    private async Task<ChatResponse> MeterAsync(CallSlot slot, IEnumerable<ChatMessage> messages, CancellationToken cancellationToken)
    {
        AmbientCall.Enter(slot.Call.Own);
        return await MeterAsync(slot, AskAsync());

        // What is thrown at once is no different here from what is thrown later.
        async Task<ChatResponse> AskAsync() => await base.GetResponseAsync(messages, slot.Call.ForwardedOptions, cancellationToken);
    }
}
