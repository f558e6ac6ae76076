using Microsoft.Extensions.AI;

namespace LlmCost.AI.Tests;

/// <summary>A provider's text-to-speech client with configurable responses.</summary>
internal sealed class TestTextToSpeechClient : ITextToSpeechClient
{
    public TextToSpeechClientMetadata? Metadata { get; set; } = new("openai", new Uri("https://api.openai.com/v1"), "tts-1");

    /// <summary>Gets the options of the last call, as the provider received them.</summary>
    public TextToSpeechOptions? Options { get; private set; }

    public Func<CancellationToken, Task<TextToSpeechResponse>> OnGetAudio { get; set; } =
        _ => Task.FromResult(new TextToSpeechResponse([Audio()]));

    public Func<CancellationToken, IAsyncEnumerable<TextToSpeechResponseUpdate>> OnGetStreamingAudio { get; set; } =
        _ => Stream(null, 2);

    public static DataContent Audio() => new(new byte[] { 1, 2, 3 }, "audio/mpeg");

    /// <summary>Returns audio in several updates, followed by the end of the stream or an exception.</summary>
    public static async IAsyncEnumerable<TextToSpeechResponseUpdate> Stream(Exception? failure, int updates)
    {
        for (var i = 0; i < updates; i++)
        {
            await Task.Yield();
            yield return new TextToSpeechResponseUpdate([Audio()]);
        }

        if (failure is not null)
        {
            throw failure;
        }
    }

    public Task<TextToSpeechResponse> GetAudioAsync(
        string text, TextToSpeechOptions? options = null, CancellationToken cancellationToken = default)
    {
        Options = options;
        return OnGetAudio(cancellationToken);
    }

    public IAsyncEnumerable<TextToSpeechResponseUpdate> GetStreamingAudioAsync(
        string text, TextToSpeechOptions? options = null, CancellationToken cancellationToken = default)
    {
        Options = options;
        return OnGetStreamingAudio(cancellationToken);
    }

    public object? GetService(Type serviceType, object? serviceKey = null) =>
        serviceKey is not null ? null
        : serviceType == typeof(TextToSpeechClientMetadata) ? Metadata
        : serviceType.IsInstanceOfType(this) ? this
        : null;

    public void Dispose()
    {
    }
}
