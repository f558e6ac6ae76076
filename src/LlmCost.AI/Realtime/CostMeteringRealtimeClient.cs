using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.AI;

namespace LlmCost.AI;

/// <summary>Meters the cost of every response in the realtime sessions that it creates.</summary>
/// <remarks>
/// <para>
/// Its place is next to the provider's client, last in a <see cref="RealtimeClientBuilder"/>. If there is a meter further inside, this one passes
/// sessions on unmetered.
/// </para>
/// <para>
/// Each response is one record, whose input is the whole conversation so far, since that is what is paid for; so is each transcript of what was heard, at the
/// price of <see cref="TranscriptionOptions.ModelId"/>. They are recorded as <see cref="IRealtimeClientSession.GetStreamingResponseAsync"/> is
/// read, on the scope of its reader: what nobody reads is not seen.
/// </para>
/// <para>
/// OpenAI's client tells neither how much of the input came from the cache nor what transcripts used; only its raw messages do, which are not read
/// yet. Such a response is priced as if nothing came from the cache, and marked <see cref="UsageSource.Estimated"/>: it may have cost less. A transcript
/// whose usage is not reported is unpriced, never free.
/// </para>
/// <para>
/// Messages pass through one by one. A response that is left early, cancelled or broken is recorded as well. Nothing in the metering can fail or
/// change a session. As thread safe as the inner client.
/// </para>
/// </remarks>
[Experimental(DiagnosticIds.ExperimentalModality, UrlFormat = DiagnosticIds.UrlFormat)]
public sealed class CostMeteringRealtimeClient : DelegatingRealtimeClient
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
    public CostMeteringRealtimeClient(IRealtimeClient innerClient, CostMeter meter)
        : base(innerClient)
    {
        ArgumentNullException.ThrowIfNull(meter);

        _meter = meter;
        _client = MeteredClient.Create(innerClient);
        _isMeteredInside = innerClient.GetService(typeof(CostMeteringRealtimeClient)) is not null;
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
    public override async Task<IRealtimeClientSession> CreateSessionAsync(
        RealtimeSessionOptions? options = null, CancellationToken cancellationToken = default)
    {
        // No ConfigureAwait(false) here: clients inside may run the app's own code, which keeps its context.
        var session = await base.CreateSessionAsync(options, cancellationToken);
        return _isMeteredInside || session is null || session.GetService(typeof(MeteredRealtimeSession)) is not null
            ? session!
            : new MeteredRealtimeSession(session, _meter, _client);
    }

    /// <inheritdoc/>
    public override object? GetService(Type serviceType, object? serviceKey = null) =>
        serviceKey is null && serviceType == typeof(CostMeter) ? _meter : base.GetService(serviceType, serviceKey);
}
