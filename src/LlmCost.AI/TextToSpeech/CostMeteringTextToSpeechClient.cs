using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.AI;

namespace LlmCost.AI;

/// <summary>Meters the cost of every text that is spoken, streamed or not.</summary>
/// <remarks>
/// <para>
/// Its place is next to the provider's client, last in a <see cref="TextToSpeechClientBuilder"/>. If there is a meter further inside, this one
/// passes calls on unmetered.
/// </para>
/// <para>
/// Models that are paid by the token are priced by the tokens that the provider reports; output whose parts are not told is taken for audio. OpenAI reports
/// them in streams only: else such a call is unpriced, never free. Models that are paid by the character are priced by the characters of the text
/// (Unicode code points) once the first audio has come, and marked <see cref="UsageSource.Requested"/>.
/// </para>
/// <para>
/// Streams pass through update by update. One that is left early, cancelled or broken is recorded as well. Nothing in the metering can fail or
/// change a call. As thread safe as the inner client.
/// </para>
/// </remarks>
[Experimental(DiagnosticIds.ExperimentalModality, UrlFormat = DiagnosticIds.UrlFormat)]
public sealed class CostMeteringTextToSpeechClient : DelegatingTextToSpeechClient
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
    public CostMeteringTextToSpeechClient(ITextToSpeechClient innerClient, CostMeter meter)
        : base(innerClient)
    {
        ArgumentNullException.ThrowIfNull(meter);

        _meter = meter;
        _client = MeteredClient.Create(innerClient);
        _isMeteredInside = innerClient.GetService<CostMeteringTextToSpeechClient>() is not null;
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
    public override Task<TextToSpeechResponse> GetAudioAsync(
        string text, TextToSpeechOptions? options = null, CancellationToken cancellationToken = default) =>
        _isMeteredInside
            ? base.GetAudioAsync(text, options, cancellationToken)
            : MeteredCall.Begin(_meter.Context, _client, options?.ModelId, isStreaming: false, cancellationToken).RunAsync(
                _ => base.GetAudioAsync(text, options, cancellationToken),
                (call, response) =>
                {
                    call.Observe(response, response?.Usage, response?.ModelId, response?.ResponseId);
                    call.Infer(() => InferredQuantities.Characters(text));
                });

    /// <inheritdoc/>
    public override IAsyncEnumerable<TextToSpeechResponseUpdate> GetStreamingAudioAsync(
        string text, TextToSpeechOptions? options = null, CancellationToken cancellationToken = default) =>
        _isMeteredInside
            ? base.GetStreamingAudioAsync(text, options, cancellationToken)
            : MeteredStream.ReadAsync(
                token => MeteredCall.Begin(_meter.Context, _client, options?.ModelId, isStreaming: true, token),
                (_, token) => base.GetStreamingAudioAsync(text, options, token),
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

    /// <inheritdoc/>
    public override object? GetService(Type serviceType, object? serviceKey = null) =>
        serviceKey is null && serviceType == typeof(CostMeter) ? _meter : base.GetService(serviceType, serviceKey);
}
