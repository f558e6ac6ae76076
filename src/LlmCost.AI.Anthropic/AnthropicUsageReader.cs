using System.Buffers;
using System.Text.Json;
using Anthropic.Models.Beta.Messages;
using Anthropic.Models.Messages;

namespace LlmCost.AI;

/// <summary>Reads usage from raw responses of Anthropic's client, standard and beta, streaming and non-streaming.</summary>
/// <remarks>
/// <para>
/// The reader uses the JSON that Anthropic sent: cache writes by lifetime (five minutes, one hour), the inferences behind a
/// response (compaction, advisors, fallbacks) with their models, the actual service tier, region and speed, and web searches. It
/// also reads the number of input tokens at the start of a stream, because the input is billed even if the stream breaks off.
/// </para>
/// <para>
/// The reader also supports the clients for Bedrock, Vertex AI and Microsoft Foundry. This type is thread-safe and does not
/// retain responses.
/// </para>
/// </remarks>
public sealed class AnthropicUsageReader : IUsageReader
{
    /// <inheritdoc/>
    public bool TryRead(object rawRepresentation, string? providerName, out UsageReading reading)
    {
        ArgumentNullException.ThrowIfNull(rawRepresentation);

        reading = rawRepresentation switch
        {
            Message message => Read(message.RawData),
            BetaMessage message => Read(message.RawData),
            RawMessageStreamEvent update => Read(update.Json),
            BetaRawMessageStreamEvent update => Read(update.Json),
            _ => default,
        };
        return reading.Stage is not UsageStage.None;
    }

    /// <summary>Reads an event of a stream if it contains usage or a change of the model.</summary>
    private static UsageReading Read(JsonElement update) =>
        update.ValueKind is JsonValueKind.Object && update.TryGetProperty("type"u8, out var type)
            && (type.ValueEquals("message_start"u8) || type.ValueEquals("message_delta"u8) || IsFallback(type, update))
            ? UsageReading.FromJson(update)
            : default;

    private static bool IsFallback(JsonElement type, JsonElement update) =>
        type.ValueEquals("content_block_start"u8)
        && update.TryGetProperty("content_block"u8, out var block)
        && block.ValueKind is JsonValueKind.Object
        && block.TryGetProperty("type"u8, out var kind)
        && kind.ValueEquals("fallback"u8);

    /// <summary>Reads the usage of a message, leaving out its text and other content.</summary>
    private static UsageReading Read(IReadOnlyDictionary<string, JsonElement> message)
    {
        if (!message.TryGetValue("usage", out var usage) || usage.ValueKind is not JsonValueKind.Object)
        {
            return default;
        }

        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteString("type"u8, "message"u8);
            foreach (var name in (ReadOnlySpan<string>)["id", "model", "usage"])
            {
                if (message.TryGetValue(name, out var value))
                {
                    json.WritePropertyName(name);
                    value.WriteTo(json);
                }
            }

            json.WriteEndObject();
        }

        var reader = new Utf8JsonReader(buffer.WrittenSpan);
        return UsageReading.FromJson(JsonElement.ParseValue(ref reader));
    }
}
