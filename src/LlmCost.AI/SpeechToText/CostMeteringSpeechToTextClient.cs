using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using Microsoft.Extensions.AI;

namespace LlmCost.AI;

/// <summary>Meters the cost of every transcription or translation of speech that passes through, streamed or not.</summary>
/// <remarks>
/// <para>
/// Its place is next to the provider's client, last in a <see cref="SpeechToTextClientBuilder"/>. If there is a meter further inside, this one
/// passes calls on unmetered.
/// </para>
/// <para>
/// Models that are paid by the token are priced by the tokens that the provider reports; input whose parts are not told is taken for audio. For models
/// that are paid by the second, Microsoft.Extensions.AI carries no duration, and the audio itself is not read: where the transcript has times, the call is
/// priced up to its end (<see cref="SpeechToTextResponse.EndTime"/>) and marked <see cref="UsageSource.Estimated"/>, since silence at the end is
/// paid for as well. Without times it is unpriced, never free. The duration that OpenAI reports is only in its raw response: the package LlmCost.AI.OpenAI reads it.
/// </para>
/// <para>
/// Streams pass through update by update. One that is left early, cancelled or broken is recorded as well. Nothing in the metering can fail or
/// change a call. As thread safe as the inner client.
/// </para>
/// </remarks>
[Experimental("MEAI001")]
public sealed class CostMeteringSpeechToTextClient : DelegatingSpeechToTextClient
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
    public CostMeteringSpeechToTextClient(ISpeechToTextClient innerClient, CostMeter meter)
        : base(innerClient)
    {
        ArgumentNullException.ThrowIfNull(meter);

        _meter = meter;
        _client = MeteredClient.Of(innerClient);
        _isMeteredInside = innerClient.GetService<CostMeteringSpeechToTextClient>() is not null;
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
    public override Task<SpeechToTextResponse> GetTextAsync(
        Stream audioSpeechStream, SpeechToTextOptions? options = null, CancellationToken cancellationToken = default) =>
        _isMeteredInside
            ? base.GetTextAsync(audioSpeechStream, options, cancellationToken)
            : MeterAsync(audioSpeechStream, options, cancellationToken);

    /// <inheritdoc/>
    public override IAsyncEnumerable<SpeechToTextResponseUpdate> GetStreamingTextAsync(
        Stream audioSpeechStream, SpeechToTextOptions? options = null, CancellationToken cancellationToken = default) =>
        _isMeteredInside
            ? base.GetStreamingTextAsync(audioSpeechStream, options, cancellationToken)
            : MeterStreamAsync(audioSpeechStream, options, cancellationToken);

    /// <inheritdoc/>
    public override object? GetService(Type serviceType, object? serviceKey = null) =>
        serviceKey is null && serviceType == typeof(CostMeter) ? _meter : base.GetService(serviceType, serviceKey);

    // No ConfigureAwait(false) here: clients inside may run the app's own code, which keeps its context.
    private async Task<SpeechToTextResponse> MeterAsync(
        Stream audioSpeechStream, SpeechToTextOptions? options, CancellationToken cancellationToken)
    {
        var call = new MeteredCall(_meter, _client, _client.Kind.OperationName, options?.ModelId, isStreaming: false, cancellationToken);
        try
        {
            AmbientCall.Enter(call.Own);
            var response = await base.GetTextAsync(audioSpeechStream, options, cancellationToken);
            call.Observe(response?.Usage, response?.ModelId, response?.ResponseId);
            call.ObserveRaw(response?.RawRepresentation);
            call.ObserveTranscriptUntil(response?.EndTime);
            call.Complete();
            return response!;
        }
        catch (Exception e)
        {
            call.Fail(e);
            throw;
        }
        finally
        {
            _meter.End(ref call);
        }
    }

    private async IAsyncEnumerable<SpeechToTextResponseUpdate> MeterStreamAsync(
        Stream audioSpeechStream, SpeechToTextOptions? options, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var call = new MeteredCall(_meter, _client, _client.Kind.OperationName, options?.ModelId, isStreaming: true, cancellationToken);
        IAsyncEnumerator<SpeechToTextResponseUpdate>? updates = null;
        try
        {
            while (true)
            {
                SpeechToTextResponseUpdate update;
                try
                {
                    AmbientCall.Enter(call.Own);
                    updates ??= base.GetStreamingTextAsync(audioSpeechStream, options, cancellationToken).GetAsyncEnumerator(cancellationToken);
                    if (!await updates.MoveNextAsync())
                    {
                        break;
                    }

                    update = updates.Current;
                }
                catch (Exception e)
                {
                    call.Fail(e);
                    throw;
                }

                call.Observe(update?.Contents, update?.ModelId, update?.ResponseId);
                call.ObserveTranscriptUntil(update?.EndTime);
                yield return update!;
            }

            call.Complete();
        }
        finally
        {
            try
            {
                if (updates is not null)
                {
                    await updates.DisposeAsync();
                }
            }
            finally
            {
                _meter.End(ref call);
            }
        }
    }
}
