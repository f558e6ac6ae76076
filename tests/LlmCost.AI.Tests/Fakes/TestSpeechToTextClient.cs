using Microsoft.Extensions.AI;

namespace LlmCost.AI.Tests;

/// <summary>A provider's speech-to-text client with configurable responses.</summary>
internal sealed class TestSpeechToTextClient : ISpeechToTextClient
{
    public SpeechToTextClientMetadata? Metadata { get; set; } = new("openai", new Uri("https://api.openai.com/v1"), "whisper-1");

    /// <summary>Gets the options of the last call, as the provider received them.</summary>
    public SpeechToTextOptions? Options { get; private set; }

    public Func<CancellationToken, Task<SpeechToTextResponse>> OnGetText { get; set; } =
        _ => Task.FromResult(
            new SpeechToTextResponse("hello") { StartTime = TimeSpan.FromSeconds(1), EndTime = TimeSpan.FromSeconds(9) });

    public Func<CancellationToken, IAsyncEnumerable<SpeechToTextResponseUpdate>> OnGetStreamingText { get; set; } =
        _ => Stream(Until(4), Until(9));

    public static SpeechToTextResponseUpdate Until(double seconds) => new("hello") { EndTime = TimeSpan.FromSeconds(seconds) };

    public static async IAsyncEnumerable<SpeechToTextResponseUpdate> Stream(params SpeechToTextResponseUpdate?[] updates)
    {
        foreach (var update in updates)
        {
            await Task.Yield();
            yield return update!;
        }
    }

    public static async IAsyncEnumerable<SpeechToTextResponseUpdate> Broken(
        Exception exception, params SpeechToTextResponseUpdate[] updates)
    {
        foreach (var update in updates)
        {
            await Task.Yield();
            yield return update;
        }

        throw exception;
    }

    public Task<SpeechToTextResponse> GetTextAsync(
        Stream audioSpeechStream, SpeechToTextOptions? options = null, CancellationToken cancellationToken = default)
    {
        Options = options;
        return OnGetText(cancellationToken);
    }

    public IAsyncEnumerable<SpeechToTextResponseUpdate> GetStreamingTextAsync(
        Stream audioSpeechStream, SpeechToTextOptions? options = null, CancellationToken cancellationToken = default)
    {
        Options = options;
        return OnGetStreamingText(cancellationToken);
    }

    public object? GetService(Type serviceType, object? serviceKey = null) =>
        serviceKey is not null ? null
        : serviceType == typeof(SpeechToTextClientMetadata) ? Metadata
        : serviceType.IsInstanceOfType(this) ? this
        : null;

    public void Dispose()
    {
    }
}
