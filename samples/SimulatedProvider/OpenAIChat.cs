using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace SimulatedProvider;

/// <summary>Implements OpenAI's Chat Completions API.</summary>
internal class OpenAIChat : WireFormat
{
    /// <inheritdoc/>
    public override string Provider => "openai";

    /// <inheritdoc/>
    public override string Route => "/v1/chat/completions";

    /// <inheritdoc/>
    public override WireRequest Read(JsonElement body, HttpContext context) => new(
        RequestedModel(body, context),
        Text(body.GetProperty("messages")),
        Number(body, "max_completion_tokens") ?? Number(body, "max_tokens"),
        Flag(body, "stream"),
        ReportsUsage: !Flag(body, "stream")
            || (body.TryGetProperty("stream_options", out var options) && Flag(options, "include_usage")));

    /// <inheritdoc/>
    public override object Body(Answer answer) => new
    {
        id = $"chatcmpl-{answer.Id}",
        @object = "chat.completion",
        created = answer.CreatedAt.ToUnixTimeSeconds(),
        model = answer.Model.Snapshot,
        choices = new[]
        {
            new
            {
                index = 0,
                message = new
                {
                    role = "assistant",
                    content = answer.Text,
                    refusal = (string?)null,
                    annotations = Array.Empty<object>(),
                },
                logprobs = (object?)null,
                finish_reason = "stop",
            },
        },
        usage = Usage(answer.Tokens),
        service_tier = "default",
        system_fingerprint = "fp_simulated",
    };

    /// <inheritdoc/>
    public override IEnumerable<StreamPart> Stream(Answer answer)
    {
        yield return new(null, Chunk(new { role = "assistant", content = "", refusal = (string?)null }));

        foreach (var text in answer.Chunks)
        {
            yield return new(null, Chunk(new { content = text }), CarriesText: true);
        }

        yield return new(null, Chunk(new { }, finishReason: "stop"));

        if (answer.ReportsUsage)
        {
            yield return new(null, ChunkOf([], Usage(answer.Tokens)));
        }

        yield return new(null, "[DONE]");

        object Chunk(object delta, string? finishReason = null) =>
            ChunkOf([new { index = 0, delta, logprobs = (object?)null, finish_reason = finishReason }], usage: null);

        object ChunkOf(object[] choices, object? usage) => new
        {
            id = $"chatcmpl-{answer.Id}",
            @object = "chat.completion.chunk",
            created = answer.CreatedAt.ToUnixTimeSeconds(),
            model = answer.Model.Snapshot,
            service_tier = "default",
            system_fingerprint = "fp_simulated",
            choices,
            usage,
        };
    }

    /// <inheritdoc/>
    public override object RateLimitError() => new
    {
        error = new { message = "Rate limit reached.", type = "requests", param = (string?)null, code = "rate_limit_exceeded" },
    };

    /// <summary>Returns the requested model.</summary>
    protected virtual string RequestedModel(JsonElement body, HttpContext context) => body.GetProperty("model").GetString()!;

    private static object Usage(BilledTokens tokens) => new
    {
        prompt_tokens = tokens.Prompt,
        completion_tokens = tokens.Completion,
        total_tokens = tokens.Prompt + tokens.Completion,
        prompt_tokens_details = new { cached_tokens = tokens.CacheRead, audio_tokens = 0 },
        completion_tokens_details = new
        {
            reasoning_tokens = tokens.Reasoning,
            audio_tokens = 0,
            accepted_prediction_tokens = 0,
            rejected_prediction_tokens = 0,
        },
    };
}
