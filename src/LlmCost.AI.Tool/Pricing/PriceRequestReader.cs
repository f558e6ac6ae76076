using System.Globalization;
using System.Text.Json;

namespace LlmCost.AI.Tool;

/// <summary>Reads a usage to price from a line of JSON.</summary>
internal static class PriceRequestReader
{
    /// <summary>
    /// The largest accepted count. It is above the limit that a meter has for one call, because a line may be a sum of calls.
    /// Such a sum is exact if the price does not depend on the size of a call.
    /// </summary>
    private const long MaxTokens = 1_000_000_000_000;

    /// <summary>Reads a line.</summary>
    /// <param name="line">The line.</param>
    /// <param name="now">The time of a request without a timestamp.</param>
    /// <exception cref="FormatException">
    /// The line is not valid. The message contains the key, its value and the allowed values.
    /// </exception>
    public static PriceRequest Read(string line, DateTimeOffset now)
    {
        using var json = Parse(line);
        var root = json.RootElement;
        if (root.ValueKind is not JsonValueKind.Object)
        {
            throw new FormatException("a line must be a JSON object");
        }

        var usage = Find(root, "usage") is { ValueKind: JsonValueKind.Object } found
            ? found
            : throw new FormatException("usage is missing or not an object; it must be an object with counts");
        return new PriceRequest(
            Find(root, "id")?.ToString(),
            new PriceQuery(
                Text(root, "provider"),
                Text(root, "model") ?? throw new FormatException("model is missing"),
                Text(root, "api_url")),
            Text(root, "response_model"),
            Timestamp(root) ?? now,
            new ServedAs
            {
                ServiceTier = Text(root, "service_tier") is var tier && tier is "fast" ? null : tier,
                Region = Text(root, "region") ?? Text(root, "inference_geo"),
                Speed = Text(root, "speed") ?? (tier is "fast" ? tier : null),
            },
            Quantities(usage),
            Usage(usage));
    }

    private static JsonDocument Parse(string line)
    {
        try
        {
            return JsonDocument.Parse(line);
        }
        catch (JsonException e)
        {
            throw new FormatException($"not JSON: {e.Message}", e);
        }
    }

    private static InclusiveUsage Usage(JsonElement usage) => new()
    {
        InputTokens = Tokens(usage, "input_tokens"),
        CacheReadTokens = Tokens(usage, "cache_read_tokens"),
        CacheWriteTokens = Tokens(usage, "cache_write_tokens"),
        CacheWriteOneHourTokens = Tokens(usage, "cache_write_1h_tokens"),
        InputAudioTokens = Tokens(usage, "input_audio_tokens"),
        CacheAudioReadTokens = Tokens(usage, "cache_audio_read_tokens"),
        InputImageTokens = Tokens(usage, "input_image_tokens"),
        CacheImageReadTokens = Tokens(usage, "cache_image_read_tokens"),
        InputVideoTokens = Tokens(usage, "input_video_tokens"),
        OutputTokens = Tokens(usage, "output_tokens"),
        OutputReasoningTokens = Tokens(usage, "output_reasoning_tokens"),
        OutputCitationTokens = Tokens(usage, "output_citation_tokens"),
        OutputAudioTokens = Tokens(usage, "output_audio_tokens"),
        OutputImageTokens = Tokens(usage, "output_image_tokens"),
        OutputVideoTokens = Tokens(usage, "output_video_tokens"),
    };

    private static List<BillableQuantity> Quantities(JsonElement usage)
    {
        var quantities = new List<BillableQuantity>();
        var audio = Number(usage, "audio_seconds");
        var (inputAudio, outputAudio) = (Number(usage, "input_audio_seconds"), Number(usage, "output_audio_seconds"));
        Add(BillableUnit.InputAudioSecond, inputAudio);
        Add(BillableUnit.OutputAudioSecond, outputAudio);
        Add(BillableUnit.AudioSecond, Math.Max(0, audio - inputAudio - outputAudio));
        Add(BillableUnit.VideoSecond, Number(usage, "video_seconds"));

        var (pages, annotated) = (Number(usage, "input_document_pages"), Number(usage, "input_annotated_document_pages"));
        Add(BillableUnit.AnnotatedPage, annotated);
        Add(BillableUnit.Page, Math.Max(0, pages - annotated) + Number(usage, "document_pages"));

        Add(BillableUnit.Image, Number(usage, "images"), ImageKind(usage));
        Add(BillableUnit.Pixel, Number(usage, "image_pixels"));
        Add(BillableUnit.Character, Number(usage, "input_characters"));
        Add(BillableUnit.TextMessage, Number(usage, "input_text_messages"));
        Add(BillableUnit.WebSearch, Number(usage, "web_searches"), Text(usage, "web_search_context_size"));
        Add(BillableUnit.FileSearch, Number(usage, "storage_searches"));
        Add(BillableUnit.Query, Number(usage, "searches"));
        Add(BillableUnit.Rerank, Number(usage, "rerank_searches"));
        Add(BillableUnit.CodeInterpreterSession, Number(usage, "code_interpreter_sessions"));
        if (Find(usage, "requests") is not null)
        {
            quantities.Add(new BillableQuantity { Unit = BillableUnit.Request, Quantity = Number(usage, "requests") });
        }

        return quantities;

        void Add(BillableUnit unit, decimal quantity, string? kind = null)
        {
            if (quantity > 0)
            {
                quantities.Add(new BillableQuantity { Unit = unit, Quantity = quantity, Kind = kind });
            }
        }
    }

    private static string? ImageKind(JsonElement usage) => (Text(usage, "image_quality"), Text(usage, "image_size")) switch
    {
        (null, var size) => size,
        (var quality, null) => quality,
        var (quality, size) => $"{quality}/{size}",
    };

    private static DateTimeOffset? Timestamp(JsonElement root)
    {
        if (Text(root, "timestamp") is not { } text)
        {
            return null;
        }

        return DateTimeOffset.TryParse(
            text,
            CultureInfo.InvariantCulture,
            DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal,
            out var timestamp)
            ? timestamp
            : throw new FormatException($"timestamp is '{text}'; it must be an instant such as '2026-11-24T12:00:00Z'");
    }

    private static long Tokens(JsonElement usage, string name)
    {
        var number = Number(usage, name);
        return number % 1 is 0 && number <= MaxTokens
            ? (long)number
            : throw new FormatException(
                FormattableString.Invariant($"usage.{name} is {number}; it must be a whole number up to {MaxTokens}"));
    }

    private static decimal Number(JsonElement usage, string name)
    {
        if (Find(usage, name) is not { } value)
        {
            return 0;
        }

        return value.ValueKind is JsonValueKind.Number && value.TryGetDecimal(out var number) && number >= 0
            ? number
            : throw new FormatException($"usage.{name} is {value.GetRawText()}; it must be a number, 0 or more");
    }

    private static string? Text(JsonElement element, string name) => Find(element, name) switch
    {
        null => null,
        { ValueKind: JsonValueKind.String } value => value.GetString(),
        var value => throw new FormatException($"{name} is {value.Value.GetRawText()}; it must be a string"),
    };

    private static JsonElement? Find(JsonElement element, string name) =>
        element.TryGetProperty(name, out var value) && value.ValueKind is not JsonValueKind.Null ? value : null;
}
