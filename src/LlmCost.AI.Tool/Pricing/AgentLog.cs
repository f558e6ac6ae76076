using System.Text.Json;
using System.Text.Json.Nodes;

namespace LlmCost.AI.Tool;

/// <summary>Recognizes the logs of coding agents (Claude Code and Codex) in JSON Lines.</summary>
/// <remarks>
/// Both agents repeat the usage of a call in several lines. The usage is counted only once. Lines without usage, such as prompts,
/// are skipped. This type is not thread-safe.
/// </remarks>
internal sealed class AgentLog
{
    private readonly HashSet<string> _seen = new(StringComparer.Ordinal);
    private string? _codexModel;
    private string? _codexTotal;

    /// <summary>Converts a line of a log to a line for <c>llmcost price</c>.</summary>
    /// <param name="line">The line.</param>
    /// <param name="request">The converted line, or <see langword="null"/> if the log line contains no new usage.</param>
    /// <returns>True if the line comes from the log of an agent.</returns>
    public bool TryConvert(JsonElement line, out JsonElement? request)
    {
        request = null;
        if (line.ValueKind is not JsonValueKind.Object
            || line.Find("usage"u8) is not null
            || line.FindText("type"u8) is not { } type)
        {
            return false;
        }

        if (line.Find("sessionId"u8) is not null || line.Find("parentUuid"u8) is not null)
        {
            request = type is "assistant" ? ClaudeCode(line) : null;
            return true;
        }

        if (line.FindObject("payload"u8) is { } payload && line.Find("timestamp"u8) is not null)
        {
            request = Codex(line, type, payload);
            return true;
        }

        return false;
    }

    private JsonElement? ClaudeCode(JsonElement line)
    {
        if (line.FindObject("message"u8) is not { } message || message.FindObject("usage"u8) is not { } usage
            || message.FindText("model"u8) is null or "<synthetic>"
            || !_seen.Add($"{message.FindText("id"u8)} {line.FindText("requestId"u8)}"))
        {
            return null;
        }

        return Line(line, "anthropic", message.FindText("id"u8), message.FindText("model"u8), "anthropic.messages", usage);
    }

    private JsonElement? Codex(JsonElement line, string type, JsonElement payload)
    {
        if (type is "turn_context")
        {
            _codexModel = payload.FindText("model"u8) ?? _codexModel;
        }

        if (type is not "event_msg" || payload.FindText("type"u8) is not "token_count"
            || payload.FindObject("info"u8) is not { } info || info.FindObject("last_token_usage"u8) is not { } usage)
        {
            return null;
        }

        // The running total changes with every call, so an event with the same total as before does not report a new call.
        var total = info.FindObject("total_token_usage"u8)?.GetRawText();
        if (total is not null && total == _codexTotal)
        {
            return null;
        }

        _codexTotal = total;
        return Line(line, "openai", id: null, info.FindText("model"u8) ?? _codexModel, "openai.responses", usage);
    }

    private static JsonElement Line(
        JsonElement line, string provider, string? id, string? model, string format, JsonElement usage) =>
        JsonSerializer.SerializeToElement(
            new JsonObject
            {
                ["id"] = id,
                ["provider"] = provider,
                ["model"] = model,
                ["timestamp"] = line.FindText("timestamp"u8),
                ["format"] = format,
                ["usage"] = JsonObject.Create(usage),
            },
            AgentLogContext.Default.JsonObject);
}
