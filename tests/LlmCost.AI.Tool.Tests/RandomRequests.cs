using System.Globalization;
using System.Text.Json.Nodes;

namespace LlmCost.AI.Tool.Tests;

/// <summary>Creates random requests that cover every pricing rule: names, times, tiers, sizes and units.</summary>
internal sealed class RandomRequests(int seed)
{
    private static readonly DateTimeOffset s_begin = new(2024, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private static readonly (string Provider, string Model)[] s_models =
        [.. PriceCatalog.Default.Models.Select(model => (model.ProviderName, model.Model))];

    private static readonly string?[] s_providers =
    [
        "openai", "OpenAI", "azure", "azure.ai.openai", "anthropic", "aws", "google", "gcp.vertex_ai", "deepseek", "mistral",
        "some-router", "nobody", null,
    ];

    private static readonly string[] s_names =
    [
        "gpt-4o", "GPT-4o-2024-11-20", "gpt-5.1", "gpt-5.4", "tts-1", "dall-e-3", "whisper-1", "claude-sonnet-4-5",
        "claude-opus-5", "gemini-2.5-pro", "deepseek-v4-flash", "openai/gpt-4o", "anthropic/claude-sonnet-4-5", "prod-chat",
        "prod-claude", "own-model", "own-images", "ptu", "PTU-month", "brand-new", "my-alias-2026-01-01",
        "text-embedding-3-small",
    ];

    private static readonly string?[] s_addresses =
    [
        "https://api.openai.com/v1", "https://eu.api.openai.com/v1", "https://llm.internal.example/v1",
        "https://api.anthropic.com/v1/messages", "https://nobody.example/v1",
    ];

    private static readonly string[] s_counts =
    [
        "input_tokens", "cache_read_tokens", "cache_write_tokens", "cache_write_1h_tokens", "input_audio_tokens",
        "cache_audio_read_tokens", "input_image_tokens", "cache_image_read_tokens", "input_video_tokens", "output_tokens",
        "output_reasoning_tokens", "output_citation_tokens", "output_audio_tokens", "output_image_tokens", "output_video_tokens",
    ];

    private static readonly string[] s_quantities =
    [
        "audio_seconds", "input_audio_seconds", "video_seconds", "input_document_pages", "images", "image_pixels",
        "input_characters", "web_searches", "storage_searches", "searches", "rerank_searches", "code_interpreter_sessions",
        "requests",
    ];

    private readonly Random _random = new(seed);

    /// <summary>Returns a line of input for <c>llmcost price</c>.</summary>
    public string Next()
    {
        var (provider, model) = _random.Next(3) is 0
            ? (Any(s_providers), Any(s_names))
            : Any(s_models);
        var request = new JsonObject
        {
            ["provider"] = provider,
            ["model"] = model is "*" ? Any(s_names) : model,
            ["timestamp"] = s_begin.AddMinutes(_random.Next(2_000_000)).ToString("O", CultureInfo.InvariantCulture),
            ["usage"] = Usage(),
        };
        Maybe(6, "response_model", () => Any(s_names));
        Maybe(4, "service_tier", () => Any(["default", "flex", "priority", "batch", "scale", "standard"]));
        Maybe(6, "region", () => Any(["us", "eu", "mars"]));
        Maybe(8, "speed", () => Any(["fast", "default"]));
        if (provider is null)
        {
            Maybe(2, "api_url", () => Any(s_addresses)!);
        }

        return request.ToJsonString();

        void Maybe(int oneIn, string key, Func<string> value)
        {
            if (_random.Next(oneIn) is 0)
            {
                request[key] = value();
            }
        }
    }

    private JsonObject Usage()
    {
        var usage = new JsonObject();
        foreach (var count in s_counts.Where(_ => _random.Next(3) is 0))
        {
            usage[count] = _random.Next(4) switch
            {
                0 => 0,
                1 => _random.Next(1_000),
                2 => _random.Next(300_000),
                _ => _random.NextInt64(3_000_000),
            };
        }

        foreach (var quantity in s_quantities.Where(_ => _random.Next(15) is 0))
        {
            usage[quantity] = _random.Next(2) is 0 ? _random.Next(100) : _random.Next(100_000) / 1_000m;
        }

        if (usage.ContainsKey("images") && _random.Next(2) is 0)
        {
            usage["image_size"] = "1024x1024";
            usage["image_quality"] = Any(["hd", "low"]);
        }

        // Usage is never empty, because the meter treats empty usage as missing and estimates it.
        if (usage.Count is 0)
        {
            usage["input_tokens"] = 1;
        }

        return usage;
    }

    private T Any<T>(IReadOnlyList<T> values) => values[_random.Next(values.Count)];
}
