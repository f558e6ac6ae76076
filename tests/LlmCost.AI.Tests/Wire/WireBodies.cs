namespace LlmCost.AI.Tests;

/// <summary>All recorded chat responses with their expected results. Add a row here for a new provider.</summary>
/// <remarks>
/// The prices in USD per million tokens are repeated here from the providers' pages, so that the tests are independent of the
/// catalog.
/// </remarks>
internal static class WireBodies
{
    private const decimal Million = 1_000_000;

    /// <summary>The four additional counts of OpenAI's chat completions, all zero.</summary>
    private const string NoDetails =
        "InputTokenDetails.AudioTokenCount=0, OutputTokenDetails.AcceptedPredictionTokenCount=0, "
        + "OutputTokenDetails.AudioTokenCount=0, OutputTokenDetails.RejectedPredictionTokenCount=0";

    private const string Details =
        "InputTokenDetails.AudioTokenCount=7, OutputTokenDetails.AcceptedPredictionTokenCount=11, "
        + "OutputTokenDetails.AudioTokenCount=5, OutputTokenDetails.RejectedPredictionTokenCount=13";

    private static readonly Reported s_openAI = new(2006, 300, 2306, 1920, 192) { More = Details };

    /// <summary>
    /// 2,006 input tokens (1,920 cached, 7 audio) and 300 output tokens (192 reasoning, 5 audio). Only the raw response has the
    /// 64 cache writes.
    /// </summary>
    private static readonly TokenUsage s_openAIUsage = new()
    {
        Input = 79, InputCacheRead = 1920, InputAudio = 7, Output = 103, OutputReasoning = 192, OutputAudio = 5,
    };

    private static readonly WireBody s_openAIChat = new(
        "gpt-5.1-2025-11-13", s_openAIUsage, ((79 + 7) * 1.25m + 1920 * 0.125m + 300 * 10m) / Million, s_openAI);

    private static readonly WireBody s_toolCall = new(
        "gpt-5.1-2025-11-13",
        new TokenUsage { Input = 188, InputCacheRead = 512, Output = 30 },
        (188 * 1.25m + 512 * 0.125m + 30 * 10m) / Million,
        new Reported(700, 30, 730, 512, 0) { More = NoDetails });

    private static readonly WireBody s_responses = new(
        "gpt-5.1-2025-11-13",
        new TokenUsage { Input = 86, InputCacheRead = 1920, Output = 108, OutputReasoning = 192 },
        (86 * 1.25m + 1920 * 0.125m + 300 * 10m) / Million,
        new Reported(2006, 300, 2306, 1920, 192));

    private static readonly WireBody s_azure = new(
        "gpt-4o-2024-11-20", s_openAIUsage, ((79 + 7) * 2.5m + 1920 * 1.25m + 300 * 10m) / Million,
        s_openAI)
    {
        Provider = "azure.ai.openai",
    };

    private static readonly WireBody s_openRouter = new(
        "anthropic/claude-sonnet-4.5",
        new TokenUsage { Input = 200, InputCacheRead = 1000, Output = 50 },
        (200 * 3m + 1000 * 0.30m + 50 * 15m) / Million,
        new Reported(1200, 50, 1250, 1000, 0) { More = NoDetails }) { Provider = "openrouter" };

    private static readonly WireBody s_anthropic = new(
        "claude-sonnet-4-5-20250929",
        new TokenUsage { Input = 50, InputCacheRead = 10_000, InputCacheWrite = 1500, Output = 180, OutputReasoning = 120 },
        (50 * 3m + 10_000 * 0.30m + 1500 * 3.75m + 300 * 15m) / Million,
        new Reported(11_550, 300, 11_850, 10_000, 120)
        {
            More = "CacheCreationInputTokens=1500, WebFetchRequests=3, WebSearchRequests=2",
        });

    private static readonly WireBody s_ollama = new(
        "llama3.2", new TokenUsage { Input = 26, Output = 298 }, 0, new Reported(26, 298, 324));

    // "Hello there." is 12 bytes and "Hi?" 3 bytes, at four bytes per token.
    private static readonly TokenUsage s_estimate = new() { Input = 1, Output = 3 };

    private static readonly WireBody s_brokenOff = new(
        "gpt-5.1-2025-11-13", s_estimate, (1 * 1.25m + 3 * 10m) / Million) { Source = UsageSource.Estimated };

    private static readonly WireBody s_noUsage =
        new("local-model", new TokenUsage { Input = 1, Output = 1 }, null) { Source = UsageSource.Estimated };

    public static IReadOnlyDictionary<string, WireBody> All { get; } = new SortedDictionary<string, WireBody>
    {
        ["openai-chat.json"] = s_openAIChat,
        ["openai-chat.sse"] = s_openAIChat,
        ["openai-chat-toolcall.json"] = s_toolCall,
        ["openai-chat-toolcall.sse"] = s_toolCall,
        ["openai-chat-minimal.json"] = new(
            "local-model", new TokenUsage { Input = 20, Output = 4 }, null, new Reported(20, 4, 24) { More = "" }),
        ["openai-chat-no-usage.json"] = s_noUsage,
        ["openai-chat-no-usage.sse"] = s_noUsage,
        ["openai-chat-truncated.sse"] = s_brokenOff,

        // An explicit zero is a reported value, not a missing one.
        ["openai-chat-zero-usage.json"] = new("gpt-5.1-2025-11-13", default, 0, new Reported(0, 0, 0) { More = "" }),
        ["openai-chat-audio.json"] = new(
            "gpt-4o-audio-preview-2024-12-17",
            new TokenUsage { Input = 15, InputAudio = 45, Output = 30, OutputAudio = 100 },
            (15 * 2.5m + 45 * 40m + 30 * 10m + 100 * 80m) / Million,
            new Reported(60, 130, 190, 0, 0)
            {
                More = "InputTokenDetails.AudioTokenCount=45, OutputTokenDetails.AcceptedPredictionTokenCount=0, "
                    + "OutputTokenDetails.AudioTokenCount=100, OutputTokenDetails.RejectedPredictionTokenCount=0",
            }),
        ["openai-chat-error-midstream.sse"] = s_brokenOff,
        ["groq-chat.json"] = new(
            "llama-3.3-70b-versatile",
            new TokenUsage { Input = 100, Output = 20 },
            (100 * 0.59m + 20 * 0.79m) / Million,
            new Reported(100, 20, 120) { More = "" }) { Provider = "groq" },

        // Each chunk reports the usage so far, so only the last one is correct.
        ["openai-compat-usage-every-chunk.sse"] = new(
            "local-model",
            new TokenUsage { Input = 20, Output = 3 },
            null,
            new Reported(20, 1, 21) { More = "" },
            new Reported(20, 2, 22) { More = "" },
            new Reported(20, 3, 23) { More = "" },
            new Reported(20, 3, 23) { More = "" }),
        ["openrouter-chat.json"] = s_openRouter,
        ["openrouter-chat.sse"] = s_openRouter,
        ["deepseek-chat.json"] = new(
            "deepseek-reasoner",
            new TokenUsage { Input = 360, InputCacheRead = 640, Output = 50, OutputReasoning = 150 },
            (360 * 0.15m + 640 * 0.003m + 200 * 0.6m) / Million,
            new Reported(1000, 200, 1200, 640, 150) { More = NoDetails }) { Provider = "deepseek" },

        // The total shows that reasoning is in addition to the output: 32 + 9 + 94 = 135.
        ["compat-reasoning-outside-output.json"] = new(
            "grok-3-mini",
            new TokenUsage { Input = 27, InputCacheRead = 5, Output = 9, OutputReasoning = 94 },
            (27 * 0.30m + 5 * 0.075m + 103 * 0.50m) / Million,
            new Reported(32, 9, 135, 5, 94) { More = NoDetails }) { Provider = "x_ai" },

        // Only the total includes the 100 reasoning tokens.
        ["compat-hidden-thinking.json"] = new(
            "gemini-2.5-flash",
            new TokenUsage { Input = 10, Output = 5, OutputReasoning = 100 },
            (10 * 0.30m + 105 * 2.50m) / Million,
            new Reported(10, 5, 115) { More = "" }) { Provider = "gcp.gemini", Anomalies = UsageAnomalies.HiddenOutput },
        ["openai-responses.json"] = s_responses,
        ["openai-responses.sse"] = s_responses,

        // Only the raw response has the usage.
        ["openai-responses-incomplete.sse"] = s_brokenOff,
        ["openai-responses-failed.sse"] = s_brokenOff,
        ["azure-openai-chat.json"] = s_azure,
        ["azure-openai-chat.sse"] = s_azure,
        ["anthropic-messages.json"] = s_anthropic,
        ["anthropic-messages.sse"] = s_anthropic,
        ["anthropic-messages-delta-output-only.sse"] = new(
            "claude-sonnet-4-5-20250929",
            new TokenUsage { Input = 50, InputCacheRead = 10_000, InputCacheWrite = 1500, Output = 300 },
            (50 * 3m + 10_000 * 0.30m + 1500 * 3.75m + 300 * 15m) / Million,
            new Reported(11_550, 300, 11_850, 10_000) { More = "CacheCreationInputTokens=1500" }),
        ["anthropic-messages-minimal.json"] = new(
            "claude-haiku-4-5-20251001",
            new TokenUsage { Input = 50, Output = 300 },
            (50 * 1m + 300 * 5m) / Million,
            new Reported(50, 300, 350)),

        // The stream ends before the final usage. The client reports too few tokens, and does not indicate that they are
        // incomplete.
        ["anthropic-messages-truncated.sse"] = new(
            "claude-sonnet-4-5-20250929",
            new TokenUsage { Input = 50, InputCacheRead = 10_000, InputCacheWrite = 1500, Output = 1 },
            (50 * 3m + 10_000 * 0.30m + 1500 * 3.75m + 1 * 15m) / Million,
            new Reported(11_550, 1, 11_551, 10_000) { More = "CacheCreationInputTokens=1500" }),
        ["anthropic-messages-error-midstream.sse"] = new(
            "claude-sonnet-4-5-20250929", s_estimate, (1 * 3m + 3 * 15m) / Million)
        {
            Source = UsageSource.Estimated,
            Error = "AnthropicSseException",
        },
        ["anthropic-messages-toolcall.json"] = new(
            "claude-haiku-4-5-20251001",
            new TokenUsage { Input = 400, Output = 40 },
            (400 * 1m + 40 * 5m) / Million,
            new Reported(400, 40, 440, 0)),
        // The client treats the error as the end of the stream.
        ["ollama-chat-error-midstream.ndjson"] = new("llama3.2", s_estimate, 0) { Source = UsageSource.Estimated },
        ["ollama-chat.json"] = s_ollama,
        ["ollama-chat.ndjson"] = s_ollama,
        ["ollama-chat-no-prompt-count.json"] = new("llama3.2", new TokenUsage { Output = 298 }, 0, new Reported(0, 298, 298)),
    };
}
