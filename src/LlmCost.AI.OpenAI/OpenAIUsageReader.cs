using OpenAI.Audio;
using OpenAI.Chat;
using OpenAI.Images;
using OpenAI.Realtime;
using OpenAI.Responses;

namespace LlmCost.AI;

/// <summary>Reads usage from raw responses of OpenAI's client.</summary>
/// <remarks>
/// <para>
/// The reader supports OpenAI, Azure OpenAI and compatible endpoints: Chat Completions, Responses, images, transcriptions and the
/// Realtime API, streaming and non-streaming.
/// </para>
/// <para>
/// The reader uses the JSON that the provider sent, including data for which the client has no property: cache writes, the actual
/// service tier, billed hosted tool calls (each once), images generated in Responses at the price of the image model, the usage
/// of incomplete and failed responses, the cost that OpenRouter, Vercel, Perplexity and xAI report, cached audio, and the billed
/// seconds of transcriptions. If the JSON contains counts that the library doesn't know, the cost is a lower bound. The reader
/// also reads the quality and size of requested images from the client's options.
/// </para>
/// <para>This type is thread-safe and does not retain responses.</para>
/// </remarks>
public sealed class OpenAIUsageReader : IUsageReader
{
    private const string Auto = "auto";

    /// <inheritdoc/>
    public bool TryRead(object rawRepresentation, string? providerName, out UsageReading reading)
    {
        ArgumentNullException.ThrowIfNull(rawRepresentation);

        UsageReading? found = rawRepresentation switch
        {
            ChatCompletion completion => Read(completion.Id, completion.Model, completion.ServiceTier, completion.Usage),
            StreamingChatCompletionUpdate update => Read(update),
            ResponseResult response => ResponseJson.Read(response),
            StreamingResponseCompletedUpdate completed => ResponseJson.Read(completed.Response),
            StreamingResponseIncompleteUpdate incomplete => ResponseJson.Read(incomplete.Response),
            StreamingResponseFailedUpdate failed => ResponseJson.Read(failed.Response),
            StreamingResponseQueuedUpdate queued => ResponseJson.Read(queued.Response),
            StreamingResponseCreatedUpdate created => ResponseJson.Read(created.Response),
            AudioTranscription { Usage: { } usage } => UsageJson.Read("text", usage),
            GeneratedImageCollection { Usage: { } usage } => UsageJson.Read("data", usage),
            RealtimeServerUpdateResponseDone done => ReadRealtime(done),
            _ => null,
        };
        reading = found.GetValueOrDefault();
        return found.HasValue;
    }

    /// <inheritdoc/>
    public bool TryReadImageOptions(object rawOptions, out RequestedImage image)
    {
        ArgumentNullException.ThrowIfNull(rawOptions);

        RequestedImage? found = rawOptions switch
        {
            ImageGenerationOptions options => Image(options.Quality?.ToString(), options.Size?.ToString()),
            ImageEditOptions options => Image(options.Quality?.ToString(), options.Size?.ToString()),
            _ => null,
        };
        image = found.GetValueOrDefault();
        return found.HasValue;
    }

    /// <summary>
    /// Returns the quality and size of a requested image. If the provider chooses a value (<c>auto</c>), it is null.
    /// </summary>
    private static RequestedImage Image(string? quality, string? size) =>
        new() { Quality = quality is Auto ? null : quality, Size = size is Auto ? null : size };

    private static UsageReading? Read(StreamingChatCompletionUpdate update)
    {
        if (update.Usage is { } usage)
        {
            return Read(update.CompletionId, update.Model, update.ServiceTier, usage);
        }

        // Some servers report the tier only in early chunks.
        return update.ServiceTier is { } tier ? new UsageReading { ServiceTier = tier.ToString() } : null;
    }

    private static UsageReading Read(string? id, string? model, ChatServiceTier? tier, ChatTokenUsage? usage)
    {
        using var json = new UsageJson();
        json.Write("object"u8, "chat.completion");
        json.Write("id"u8, id);
        json.Write("model"u8, model);
        json.Write("service_tier"u8, tier?.ToString());
        json.Write("usage"u8, usage);
        return json.ToReading();
    }

    private static UsageReading? ReadRealtime(RealtimeServerUpdateResponseDone done)
    {
        if (done.Response?.Usage is not { } usage)
        {
            return null;
        }

        using var json = new UsageJson();
        json.Write("object"u8, "realtime.response");
        json.Write("id"u8, done.Response.Id);
        json.Write("usage"u8, usage);
        return json.ToReading();
    }
}
