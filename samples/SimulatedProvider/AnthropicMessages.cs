using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace SimulatedProvider;

/// <summary>Implements Anthropic's Messages API. Its count of input tokens excludes cache reads and writes.</summary>
internal sealed class AnthropicMessages : WireFormat
{
    /// <inheritdoc/>
    public override string Provider => "anthropic";

    /// <inheritdoc/>
    public override string Route => "/v1/messages";

    /// <inheritdoc/>
    public override WireRequest Read(JsonElement body, HttpContext context)
    {
        var system = body.TryGetProperty("system", out var value) ? ContentText(value) : "";

        return new(
            body.GetProperty("model").GetString()!,
            $"{system}\n{Text(body.GetProperty("messages"))}",
            Number(body, "max_tokens"),
            Flag(body, "stream"));
    }

    /// <inheritdoc/>
    public override object Body(Answer answer) => Message(
        answer,
        content: [new { type = "text", text = answer.Text }],
        stopReason: "end_turn",
        usage: Usage(answer.Tokens, answer.Tokens.Completion, answer.Tokens.Reasoning));

    /// <inheritdoc/>
    public override IEnumerable<StreamPart> Stream(Answer answer)
    {
        yield return new("message_start", new
        {
            type = "message_start",
            message = Message(answer, content: [], stopReason: null, usage: Usage(answer.Tokens, output: 1, thinking: 0)),
        });
        yield return new(
            "content_block_start",
            new { type = "content_block_start", index = 0, content_block = new { type = "text", text = "" } });
        yield return new("ping", new { type = "ping" });

        foreach (var text in answer.Chunks)
        {
            yield return new(
                "content_block_delta",
                new { type = "content_block_delta", index = 0, delta = new { type = "text_delta", text } },
                CarriesText: true);
        }

        yield return new("content_block_stop", new { type = "content_block_stop", index = 0 });
        yield return new("message_delta", new
        {
            type = "message_delta",
            delta = new { stop_reason = "end_turn", stop_sequence = (string?)null },
            usage = new
            {
                input_tokens = answer.Tokens.Input,
                cache_creation_input_tokens = answer.Tokens.CacheWrite,
                cache_read_input_tokens = answer.Tokens.CacheRead,
                output_tokens = answer.Tokens.Completion,
                output_tokens_details = Thinking(answer.Tokens.Reasoning),
            },
        });
        yield return new("message_stop", new { type = "message_stop" });
    }

    /// <inheritdoc/>
    public override object RateLimitError() => new
    {
        type = "error", error = new { type = "rate_limit_error", message = "This request would exceed your rate limit." },
    };

    /// <inheritdoc/>
    public override StreamPart? MidStreamError() =>
        new("error", new { type = "error", error = new { type = "overloaded_error", message = "Overloaded" } });

    private static object Message(Answer answer, object[] content, string? stopReason, object usage) => new
    {
        id = $"msg_{answer.Id}",
        type = "message",
        role = "assistant",
        model = answer.Model.Snapshot,
        content,
        stop_reason = stopReason,
        stop_sequence = (string?)null,
        usage,
    };

    private static object Usage(BilledTokens tokens, long output, long thinking) => new
    {
        input_tokens = tokens.Input,
        cache_creation_input_tokens = tokens.CacheWrite,
        cache_read_input_tokens = tokens.CacheRead,
        cache_creation = new { ephemeral_5m_input_tokens = tokens.CacheWrite, ephemeral_1h_input_tokens = 0 },
        output_tokens = output,
        output_tokens_details = Thinking(thinking),
        service_tier = "standard",
    };

    private static object? Thinking(long tokens) => tokens > 0 ? new { thinking_tokens = tokens } : null;
}
