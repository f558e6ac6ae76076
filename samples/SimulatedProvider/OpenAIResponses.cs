using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace SimulatedProvider;

/// <summary>Implements OpenAI's Responses API.</summary>
internal sealed class OpenAIResponses : WireFormat
{
    /// <inheritdoc/>
    public override string Provider => "openai";

    /// <inheritdoc/>
    public override string Route => "/v1/responses";

    /// <inheritdoc/>
    public override WireRequest Read(JsonElement body, HttpContext context)
    {
        var instructions = body.TryGetProperty("instructions", out var value) ? ContentText(value) : "";
        var input = body.GetProperty("input");

        return new(
            body.GetProperty("model").GetString()!,
            $"{instructions}\n{(input.ValueKind == JsonValueKind.Array ? Text(input) : ContentText(input))}",
            Number(body, "max_output_tokens"),
            Flag(body, "stream"));
    }

    /// <inheritdoc/>
    public override object Body(Answer answer) => Response(answer, "completed", Output(answer), Usage(answer.Tokens));

    /// <inheritdoc/>
    public override IEnumerable<StreamPart> Stream(Answer answer)
    {
        var sequence = 0;
        var reasoning = Reasoning(answer);
        var messageId = $"msg_{answer.Id}";
        var index = answer.Tokens.Reasoning > 0 ? 1 : 0;
        var started = Response(answer, "in_progress", [], usage: null);

        yield return Part("response.created", new
        {
            type = "response.created", sequence_number = sequence++, response = started,
        });
        yield return Part("response.in_progress", new
        {
            type = "response.in_progress", sequence_number = sequence++, response = started,
        });

        if (index > 0)
        {
            yield return Part("response.output_item.added", new
            {
                type = "response.output_item.added", sequence_number = sequence++, output_index = 0, item = reasoning,
            });
            yield return Part("response.output_item.done", new
            {
                type = "response.output_item.done", sequence_number = sequence++, output_index = 0, item = reasoning,
            });
        }

        yield return Part("response.output_item.added", new
        {
            type = "response.output_item.added",
            sequence_number = sequence++,
            output_index = index,
            item = new
            {
                type = "message",
                id = messageId,
                status = "in_progress",
                role = "assistant",
                content = Array.Empty<object>(),
            },
        });
        yield return Part("response.content_part.added", new
        {
            type = "response.content_part.added",
            sequence_number = sequence++,
            item_id = messageId,
            output_index = index,
            content_index = 0,
            part = new { type = "output_text", text = "", annotations = Array.Empty<object>() },
        });

        foreach (var text in answer.Chunks)
        {
            yield return new("response.output_text.delta", new
            {
                type = "response.output_text.delta",
                sequence_number = sequence++,
                item_id = messageId,
                output_index = index,
                content_index = 0,
                delta = text,
            }, CarriesText: true);
        }

        yield return Part("response.output_text.done", new
        {
            type = "response.output_text.done",
            sequence_number = sequence++,
            item_id = messageId,
            output_index = index,
            content_index = 0,
            text = answer.Text,
        });
        yield return Part("response.content_part.done", new
        {
            type = "response.content_part.done",
            sequence_number = sequence++,
            item_id = messageId,
            output_index = index,
            content_index = 0,
            part = new { type = "output_text", text = answer.Text, annotations = Array.Empty<object>() },
        });
        yield return Part("response.output_item.done", new
        {
            type = "response.output_item.done", sequence_number = sequence++, output_index = index, item = Message(answer),
        });
        yield return Part("response.completed", new
        {
            type = "response.completed", sequence_number = sequence, response = Body(answer),
        });

        static StreamPart Part(string name, object data) => new(name, data);
    }

    /// <inheritdoc/>
    public override object RateLimitError() => new
    {
        error = new { message = "Rate limit reached.", type = "requests", param = (string?)null, code = "rate_limit_exceeded" },
    };

    private static object[] Output(Answer answer) =>
        answer.Tokens.Reasoning > 0 ? [Reasoning(answer), Message(answer)] : [Message(answer)];

    private static object Reasoning(Answer answer) => new
    {
        type = "reasoning", id = $"rs_{answer.Id}", summary = Array.Empty<object>(),
    };

    private static object Message(Answer answer) => new
    {
        type = "message",
        id = $"msg_{answer.Id}",
        status = "completed",
        role = "assistant",
        content = new[] { new { type = "output_text", text = answer.Text, annotations = Array.Empty<object>() } },
    };

    private static object Response(Answer answer, string status, object[] output, object? usage) => new
    {
        id = $"resp_{answer.Id}",
        @object = "response",
        created_at = answer.CreatedAt.ToUnixTimeSeconds(),
        status,
        background = false,
        error = (object?)null,
        incomplete_details = (object?)null,
        instructions = (string?)null,
        max_output_tokens = (long?)null,
        model = answer.Model.Snapshot,
        output,
        parallel_tool_calls = true,
        previous_response_id = (string?)null,
        reasoning = new { effort = "medium", summary = (string?)null },
        service_tier = "default",
        store = true,
        temperature = 1.0,
        text = new { format = new { type = "text" } },
        tool_choice = "auto",
        tools = Array.Empty<object>(),
        top_p = 1.0,
        truncation = "disabled",
        usage,
        user = (string?)null,
        metadata = new { },
    };

    private static object Usage(BilledTokens tokens) => new
    {
        input_tokens = tokens.Prompt,
        input_tokens_details = new { cached_tokens = tokens.CacheRead },
        output_tokens = tokens.Completion,
        output_tokens_details = new { reasoning_tokens = tokens.Reasoning },
        total_tokens = tokens.Prompt + tokens.Completion,
    };
}
