using System.Diagnostics.CodeAnalysis;
using System.Text;
using Microsoft.Extensions.AI;

namespace LlmCost.AI;

/// <summary>A delegating text-to-speech client that meters the cost of every call, streaming or not.</summary>
/// <remarks>
/// <para>
/// Place this client next to the provider's client, last in a <see cref="TextToSpeechClientBuilder"/>. If another meter is closer
/// to the provider, this meter passes calls on without metering them.
/// </para>
/// <para>
/// Models that are billed per token are priced by the tokens that the provider reports. Output tokens without a breakdown count
/// as audio tokens. OpenAI reports tokens only in streams, so non-streaming calls of its models that are billed per token are
/// unpriced, never free. Models that are billed per character are priced by the number of characters (Unicode code points) in the
/// text, once any audio is received. This usage is marked as <see cref="UsageSource.Requested"/>.
/// </para>
/// <para>
/// Streams pass through update by update. A stream that is abandoned, canceled or broken is recorded as well. Unless a budget
/// limits or refuses a call, metering never changes the call or causes it to fail. The client is as thread-safe as the inner
/// client.
/// </para>
/// </remarks>
[Experimental(DiagnosticIds.ExperimentalModality, UrlFormat = DiagnosticIds.UrlFormat)]
public sealed class CostMeteringTextToSpeechClient : DelegatingTextToSpeechClient
{
    private readonly CostMeter _meter;
    private readonly MeteredClient _client;
    private readonly bool _isMeteredInside;

    /// <summary>Initializes a new instance of the <see cref="CostMeteringTextToSpeechClient"/> class.</summary>
    /// <param name="innerClient">The client of the provider.</param>
    /// <param name="meter">The meter that records the calls.</param>
    /// <exception cref="ArgumentNullException">
    /// <paramref name="innerClient"/> or <paramref name="meter"/> is <see langword="null"/>.
    /// </exception>
    public CostMeteringTextToSpeechClient(ITextToSpeechClient innerClient, CostMeter meter)
        : base(innerClient)
    {
        ArgumentNullException.ThrowIfNull(meter);

        _meter = meter;
        meter.HasClients = true;
        _client = MeteredClient.Create(innerClient);
        _isMeteredInside = innerClient.GetService<CostMeteringTextToSpeechClient>() is not null;
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
    public override Task<TextToSpeechResponse> GetAudioAsync(
        string text, TextToSpeechOptions? options = null, CancellationToken cancellationToken = default)
    {
        if (_isMeteredInside)
        {
            return base.GetAudioAsync(text, options, cancellationToken);
        }

        return Begin(text, options, isStreaming: false, cancellationToken).RunAsync(
            call => base.GetAudioAsync(text, call.Forwarded<TextToSpeechOptions>(), cancellationToken),
            (call, response) =>
            {
                call.Observe(response, response?.Usage, response?.ModelId, response?.ResponseId);
                call.Infer(() => InferredQuantities.Characters(text));
            });
    }

    /// <inheritdoc/>
    public override IAsyncEnumerable<TextToSpeechResponseUpdate> GetStreamingAudioAsync(
        string text, TextToSpeechOptions? options = null, CancellationToken cancellationToken = default)
    {
        if (_isMeteredInside)
        {
            return base.GetStreamingAudioAsync(text, options, cancellationToken);
        }

        return MeteredStream.ReadAsync(
            token => Begin(text, options, isStreaming: true, token),
            (call, token) => base.GetStreamingAudioAsync(text, call.Forwarded<TextToSpeechOptions>(), token),
            (call, update) =>
            {
                var (responseId, model) = call.Observe(update?.Contents, update?.ModelId, update?.ResponseId);
                call.Infer(() => InferredQuantities.Characters(text));
                if (update is not null)
                {
                    (update.ResponseId, update.ModelId) = (responseId, model);
                }
            },
            cancellationToken);
    }

    /// <inheritdoc/>
    public override object? GetService(Type serviceType, object? serviceKey = null) =>
        serviceKey is null && serviceType == typeof(CostMeter) ? _meter : base.GetService(serviceType, serviceKey);

    private MeteredCall Begin(
        string text, TextToSpeechOptions? options, bool isStreaming, CancellationToken cancellationToken)
    {
        var call = MeteredCall.Begin(_meter.Context, _client, options?.ModelId, isStreaming, cancellationToken);
        call.TakeTags(options, TaggedOptions.TextToSpeech);
        return call.Needs(() => new CallNeed(Encoding.UTF8.GetByteCount(text), InferredQuantities.Characters(text)));
    }
}
