using Microsoft.Extensions.AI;

namespace LlmCost.AI.EndToEnd.Secrets;

/// <summary>
/// Clients for images, speech to text, text to speech and realtime sessions, which plant secrets in every part of their
/// responses.
/// </summary>
/// <param name="secrets">The secrets.</param>
/// <param name="failure">The exception to throw instead of returning a response, or after the first update of a stream.</param>
internal sealed class ScriptedMedia(PlantedSecrets secrets, Exception? failure = null)
    : IImageGenerator, ISpeechToTextClient, ITextToSpeechClient, IRealtimeClient, IRealtimeClientSession
{
    private readonly Uri _endpoint = new(
        $"https://user:{secrets["media-password"]}@api.openai.com/v1/{secrets["media-path"]}?api-key={secrets["media-query"]}");

    public RealtimeSessionOptions? Options => null;

    public Task<ImageGenerationResponse> GenerateAsync(
        ImageGenerationRequest request, ImageGenerationOptions? options, CancellationToken cancellationToken) =>
        Answer(
            new ImageGenerationResponse([new UriContent($"https://images.example.com/{secrets["image-address"]}", "image/png")])
        {
            RawRepresentation = secrets["image-raw"],
        });

    public Task<SpeechToTextResponse> GetTextAsync(
        Stream audioSpeechStream, SpeechToTextOptions? options, CancellationToken cancellationToken) =>
        Answer(new SpeechToTextResponse(secrets["transcript"])
        {
            ResponseId = "r-5",
            EndTime = TimeSpan.FromSeconds(9),
            RawRepresentation = secrets["transcript-raw"],
            AdditionalProperties = new() { ["note"] = secrets["transcript-property"] },
        });

    public IAsyncEnumerable<SpeechToTextResponseUpdate> GetStreamingTextAsync(
        Stream audioSpeechStream, SpeechToTextOptions? options, CancellationToken cancellationToken) => Stream(
            new SpeechToTextResponseUpdate(
                secrets["transcript-update"]) { EndTime = TimeSpan.FromSeconds(4),
                RawRepresentation = secrets["transcript-update-raw"] },
            new SpeechToTextResponseUpdate(secrets["transcript-update"]) { EndTime = TimeSpan.FromSeconds(9) });

    public Task<TextToSpeechResponse> GetAudioAsync(
        string text, TextToSpeechOptions? options, CancellationToken cancellationToken) =>
        Answer(new TextToSpeechResponse([new DataContent("data:audio/mpeg;base64,YQ==") { Name = secrets["audio-name"] }])
        {
            RawRepresentation = secrets["audio-raw"],
        });

    public IAsyncEnumerable<TextToSpeechResponseUpdate> GetStreamingAudioAsync(
        string text, TextToSpeechOptions? options, CancellationToken cancellationToken) =>
        Stream(
        new TextToSpeechResponseUpdate([new DataContent("data:audio/mpeg;base64,YQ==") { Name = secrets["audio-update-name"] }]),
        new TextToSpeechResponseUpdate([new DataContent("data:audio/mpeg;base64,YQ==")])
        {
            RawRepresentation = secrets["audio-update-raw"],
        });

    public Task<IRealtimeClientSession> CreateSessionAsync(
        RealtimeSessionOptions? options, CancellationToken cancellationToken) =>
        Task.FromResult<IRealtimeClientSession>(this);

    public Task SendAsync(RealtimeClientMessage message, CancellationToken cancellationToken) => Task.CompletedTask;

    public IAsyncEnumerable<RealtimeServerMessage> GetStreamingResponseAsync(CancellationToken cancellationToken) =>
        Stream<RealtimeServerMessage>(
        new ResponseCreatedRealtimeServerMessage(RealtimeServerMessageType.ResponseCreated)
        {
            ResponseId = "r-6",
            RawRepresentation = secrets["turn-raw"],
        },
        new ResponseCreatedRealtimeServerMessage(RealtimeServerMessageType.ResponseDone)
        {
            ResponseId = "r-6",
            Status = "completed",
            Usage = new UsageDetails
            {
                InputTokenCount = 100,
                OutputTokenCount = 50,
                TotalTokenCount = 150,
                AdditionalCounts = new() { [secrets["turn-count"]] = 5 },
            },
            RawRepresentation = secrets["turn-end-raw"],
        });

    public object? GetService(Type serviceType, object? serviceKey)
    {
        if (serviceType == typeof(ImageGeneratorMetadata))
        {
            return new ImageGeneratorMetadata("openai", _endpoint, "dall-e-3");
        }

        if (serviceType == typeof(SpeechToTextClientMetadata))
        {
            return new SpeechToTextClientMetadata("openai", _endpoint, "whisper-1");
        }

        if (serviceType == typeof(TextToSpeechClientMetadata))
        {
            return new TextToSpeechClientMetadata("openai", _endpoint, "tts-1");
        }

        return serviceType == typeof(ChatClientMetadata) ? new ChatClientMetadata("openai", _endpoint, "gpt-realtime")
            : serviceType.IsInstanceOfType(this) ? this
            : null;
    }

    public void Dispose()
    {
        // No resources to release.
    }

    public ValueTask DisposeAsync() => default;

    private Task<T> Answer<T>(T answer) => failure is null ? Task.FromResult(answer) : Task.FromException<T>(failure);

    private async IAsyncEnumerable<T> Stream<T>(params T[] updates)
    {
        foreach (var update in updates)
        {
            await Task.Yield();
            yield return update;
            if (failure is not null)
            {
                throw failure;
            }
        }
    }
}
