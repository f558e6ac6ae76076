using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.AI;

namespace LlmCost.AI;

/// <summary>A delegating speech-to-text client that meters the cost of every call, streaming or not.</summary>
/// <remarks>
/// <para>
/// Place this client next to the provider's client, last in a <see cref="SpeechToTextClientBuilder"/>. If another meter is closer
/// to the provider, this meter passes calls on without metering them.
/// </para>
/// <para>
/// Models that are billed per token are priced by the tokens that the provider reports. Input tokens without a breakdown count
/// as audio tokens.
/// </para>
/// <para>
/// For models that are billed per second, Microsoft.Extensions.AI does not report the duration, and the meter does not read the
/// audio. If the transcript contains timestamps, the audio up to <see cref="SpeechToTextResponse.EndTime"/> is priced. This usage
/// is marked as <see cref="UsageSource.Estimated"/>, because providers also bill silence at the end. Without timestamps, the call
/// is unpriced, never free. OpenAI reports the duration only in its raw response, which the package LlmCost.AI.OpenAI reads.
/// </para>
/// <para>
/// Streams pass through update by update. A stream that is abandoned, canceled or broken is recorded as well. Unless a budget
/// limits or refuses a call, metering never changes the call or causes it to fail. The client is as thread-safe as the inner
/// client.
/// </para>
/// </remarks>
[Experimental(DiagnosticIds.ExperimentalModality, UrlFormat = DiagnosticIds.UrlFormat)]
public sealed class CostMeteringSpeechToTextClient : DelegatingSpeechToTextClient
{
    private readonly CostMeter _meter;
    private readonly MeteredClient _client;
    private readonly bool _isMeteredInside;

    /// <summary>Initializes a new instance of the <see cref="CostMeteringSpeechToTextClient"/> class.</summary>
    /// <param name="innerClient">The client of the provider.</param>
    /// <param name="meter">The meter that records the calls.</param>
    /// <exception cref="ArgumentNullException">
    /// <paramref name="innerClient"/> or <paramref name="meter"/> is <see langword="null"/>.
    /// </exception>
    public CostMeteringSpeechToTextClient(ISpeechToTextClient innerClient, CostMeter meter)
        : base(innerClient)
    {
        ArgumentNullException.ThrowIfNull(meter);

        _meter = meter;
        meter.HasClients = true;
        _client = MeteredClient.Create(innerClient);
        _isMeteredInside = innerClient.GetService<CostMeteringSpeechToTextClient>() is not null;
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
    public override Task<SpeechToTextResponse> GetTextAsync(
        Stream audioSpeechStream, SpeechToTextOptions? options = null, CancellationToken cancellationToken = default) =>
        _isMeteredInside
            ? base.GetTextAsync(audioSpeechStream, options, cancellationToken)
            : Begin(options, isStreaming: false, cancellationToken).RunAsync(
                call => base.GetTextAsync(audioSpeechStream, call.Forwarded<SpeechToTextOptions>(), cancellationToken),
                static (call, response) =>
                {
                    call.Observe(response, response?.Usage, response?.ModelId, response?.ResponseId, response?.RawRepresentation);
                    call.ObserveTranscriptEnd(response?.EndTime);
                });

    /// <inheritdoc/>
    public override IAsyncEnumerable<SpeechToTextResponseUpdate> GetStreamingTextAsync(
        Stream audioSpeechStream, SpeechToTextOptions? options = null, CancellationToken cancellationToken = default) =>
        _isMeteredInside
            ? base.GetStreamingTextAsync(audioSpeechStream, options, cancellationToken)
            : MeteredStream.ReadAsync(
                token => Begin(options, isStreaming: true, token),
                (call, token) => base.GetStreamingTextAsync(audioSpeechStream, call.Forwarded<SpeechToTextOptions>(), token),
                static (call, update) =>
                {
                    var (responseId, model) = call.Observe(update?.Contents, update?.ModelId, update?.ResponseId);
                    call.ObserveTranscriptEnd(update?.EndTime);
                    if (update is not null)
                    {
                        (update.ResponseId, update.ModelId) = (responseId, model);
                    }
                },
                cancellationToken);

    /// <inheritdoc/>
    public override object? GetService(Type serviceType, object? serviceKey = null) =>
        serviceKey is null && serviceType == typeof(CostMeter) ? _meter : base.GetService(serviceType, serviceKey);

    private MeteredCall Begin(SpeechToTextOptions? options, bool isStreaming, CancellationToken cancellationToken)
    {
        var call = MeteredCall.Begin(_meter.Context, _client, options?.ModelId, isStreaming, cancellationToken);
        call.TakeTags(options, TaggedOptions.SpeechToText);
        return call;
    }
}
