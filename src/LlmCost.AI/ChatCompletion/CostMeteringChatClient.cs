using Microsoft.Extensions.AI;

namespace LlmCost.AI;

/// <summary>A delegating chat client that meters the cost of every call, streaming or not.</summary>
/// <remarks>
/// <para>
/// Place this client next to the provider's client, last in a <see cref="ChatClientBuilder"/>, inside caches, function invocation
/// and failovers. Outside a cache, it would see cached responses, which cost nothing. Outside function invocation, it would see
/// several calls as one. Outside a failover, it would not see failed calls. A misplaced meter logs one warning. If another meter
/// is closer to the provider, this meter passes calls on without metering them.
/// </para>
/// <para>
/// Streams pass through update by update; no update is delayed, copied or retained. A stream that is abandoned, canceled or
/// broken is recorded as well. Unless a budget limits or refuses a call, metering never changes the call or causes it to fail.
/// The client is as thread-safe as the inner client.
/// </para>
/// </remarks>
public sealed class CostMeteringChatClient : DelegatingChatClient, IMeteringStage
{
    private readonly CostMeter _meter;
    private readonly MeteredClient _client;
    private readonly bool _isMeteredInside;
    private readonly Func<MeteredCall, Task<ChatResponse>> _send;

    /// <summary>Initializes a new instance of the <see cref="CostMeteringChatClient"/> class.</summary>
    /// <param name="innerClient">The client of the provider.</param>
    /// <param name="meter">The meter that records the calls.</param>
    /// <exception cref="ArgumentNullException">
    /// <paramref name="innerClient"/> or <paramref name="meter"/> is <see langword="null"/>.
    /// </exception>
    public CostMeteringChatClient(IChatClient innerClient, CostMeter meter)
        : base(innerClient)
    {
        ArgumentNullException.ThrowIfNull(meter);

        _meter = meter;
        meter.HasClients = true;
        _client = MeteredClient.Create(innerClient);
        _send = call => base.GetResponseAsync(call.Messages!, call.ForwardedOptions, call.CancellationToken);
        _isMeteredInside = innerClient.GetService<IMeteringStage>() is not null;
        if (!_isMeteredInside)
        {
            PipelineOrder.Check(innerClient, meter.Context.Log);
        }
    }

    /// <summary>
    /// Gets or sets the OpenTelemetry name of the provider behind the client. Set it if the client's metadata names no provider
    /// or the wrong provider, for example behind a gateway. Default: <see langword="null"/>, the provider from the client's
    /// metadata and endpoint.
    /// </summary>
    public string? ProviderName
    {
        get => _client.ProviderNameOverride;
        set => _client.ProviderNameOverride = value;
    }

    /// <summary>
    /// Gets or sets the account that the provider bills: a project, workspace, subscription or key alias. Default:
    /// <see langword="null"/>, the account of the endpoint in <see cref="CostMeteringOptions.Accounts"/>.
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
                _send,
                static (call, response) => call.Observe(response));

    /// <inheritdoc/>
    public override IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default) =>
        _isMeteredInside
            ? base.GetStreamingResponseAsync(messages, options, cancellationToken)
            : new MeteredChatStream(
                token => MeteredCall.BeginChat(_meter.Context, _client, messages, options, isStreaming: true, token),
                (call, token) => base.GetStreamingResponseAsync(messages, call.ForwardedOptions, token),
                cancellationToken);

    /// <inheritdoc/>
    public override object? GetService(Type serviceType, object? serviceKey = null) =>
        serviceKey is null && serviceType == typeof(CostMeter) ? _meter : base.GetService(serviceType, serviceKey);
}
