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
        _client = MeteredClient.Create(innerClient);
        _isMeteredInside = innerClient.GetService<IMeteringStage>() is not null;
        if (!_isMeteredInside)
        {
            PipelineOrder.Check(innerClient, meter.Context.Log);
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

    /// <summary>
    /// Gets or sets the account that the provider bills: a project, workspace, subscription or key alias. Default: <see langword="null"/>, the account that
    /// <see cref="CostMeteringOptions.Accounts"/> has for the endpoint.
    /// </summary>
    public string? Account
    {
        get => _client.AccountOverride;
        set => _client.AccountOverride = value;
    }

    /// <inheritdoc/>
    public override Task<ChatResponse> GetResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default) =>
        _isMeteredInside
            ? base.GetResponseAsync(messages, options, cancellationToken)
            : MeteredCall.BeginChat(_meter.Context, _client, messages, options, isStreaming: false, cancellationToken).RunAsync(
                call => base.GetResponseAsync(messages, call.ForwardedOptions, cancellationToken),
                static (call, response) => call.Observe(response));

    /// <inheritdoc/>
    public override IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default) =>
        _isMeteredInside
            ? base.GetStreamingResponseAsync(messages, options, cancellationToken)
            : MeteredStream.ReadAsync(
                token => MeteredCall.BeginChat(_meter.Context, _client, messages, options, isStreaming: true, token),
                (call, token) => base.GetStreamingResponseAsync(messages, call.ForwardedOptions, token),
                static (call, update) => call.Observe(update),
                cancellationToken);

    /// <inheritdoc/>
    public override object? GetService(Type serviceType, object? serviceKey = null) =>
        serviceKey is null && serviceType == typeof(CostMeter) ? _meter : base.GetService(serviceType, serviceKey);
}
