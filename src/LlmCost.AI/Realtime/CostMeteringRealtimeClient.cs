using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.AI;

namespace LlmCost.AI;

/// <summary>A delegating realtime client that meters the cost of every response in the sessions it creates.</summary>
/// <remarks>
/// <para>
/// Place this client next to the provider's client, last in a <see cref="RealtimeClientBuilder"/>. If there is another meter
/// closer to the provider's client, this meter passes sessions on unmetered.
/// </para>
/// <para>
/// Each response is one record. The input of a response is the whole conversation so far, because that is what providers bill.
/// Each transcript of the input audio is also one record, at the price of <see cref="TranscriptionOptions.ModelId"/>. Records are
/// created while <see cref="IRealtimeClientSession.GetStreamingResponseAsync"/> is read, in the scope of the reader. Messages
/// that the app does not read are not metered.
/// </para>
/// <para>
/// The OpenAI client reports neither the cached part of the input nor the usage of transcripts. Only its raw messages contain
/// this data, and the meter does not read raw messages yet. Responses from the OpenAI client are therefore priced without the
/// cache discount and marked <see cref="UsageSource.Estimated"/>; their actual cost may be lower. Transcripts without reported
/// usage are unpriced, never free.
/// </para>
/// <para>
/// If too little of a budget is left, the budget refuses the next <see cref="CreateResponseRealtimeClientMessage"/>:
/// <see cref="IRealtimeClientSession.SendAsync"/> throws <see cref="BudgetExceededException"/>, and the session stays open.
/// Responses that the provider creates on its own after it detects the end of speech are not refused. They are charged to the
/// budgets when they end.
/// </para>
/// <para>
/// Messages pass through one by one. Responses that are abandoned, canceled or broken off are recorded as well. Unless a budget
/// limits or refuses a response, metering never changes a session or causes it to fail. The client is as thread-safe as the inner
/// client.
/// </para>
/// </remarks>
[Experimental(DiagnosticIds.ExperimentalModality, UrlFormat = DiagnosticIds.UrlFormat)]
public sealed class CostMeteringRealtimeClient : DelegatingRealtimeClient
{
    private readonly CostMeter _meter;
    private readonly MeteredClient _client;
    private readonly bool _isMeteredInside;

    /// <summary>Initializes a new instance of the <see cref="CostMeteringRealtimeClient"/> class.</summary>
    /// <param name="innerClient">The client of the provider.</param>
    /// <param name="meter">The meter that records the calls.</param>
    /// <exception cref="ArgumentNullException">
    /// <paramref name="innerClient"/> or <paramref name="meter"/> is <see langword="null"/>.
    /// </exception>
    public CostMeteringRealtimeClient(IRealtimeClient innerClient, CostMeter meter)
        : base(innerClient)
    {
        ArgumentNullException.ThrowIfNull(meter);

        _meter = meter;
        meter.HasClients = true;
        _client = MeteredClient.Create(innerClient);
        _isMeteredInside = innerClient.GetService(typeof(CostMeteringRealtimeClient)) is not null;
    }

    /// <inheritdoc cref="CostMeteringChatClient.ProviderName"/>
    public string? ProviderName
    {
        get => _client.ProviderNameOverride;
        set => _client.ProviderNameOverride = value;
    }

    /// <inheritdoc cref="CostMeteringChatClient.Account"/>
    public string? Account
    {
        get => _client.AccountOverride;
        set => _client.AccountOverride = value;
    }

    /// <inheritdoc/>
    public override async Task<IRealtimeClientSession> CreateSessionAsync(
        RealtimeSessionOptions? options = null, CancellationToken cancellationToken = default)
    {
        // ConfigureAwait(false) is not used, because inner clients may run app code, which must keep its context.
        var session = await base.CreateSessionAsync(options, cancellationToken);
        return _isMeteredInside || session is null || session.GetService(typeof(MeteredRealtimeSession)) is not null
            ? session!
            : new MeteredRealtimeSession(session, _meter, _client);
    }

    /// <inheritdoc/>
    public override object? GetService(Type serviceType, object? serviceKey = null) =>
        serviceKey is null && serviceType == typeof(CostMeter) ? _meter : base.GetService(serviceType, serviceKey);
}
