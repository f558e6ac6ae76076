using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace SimulatedProvider;

/// <summary>Implements Ollama's chat API, which streams lines of JSON instead of server-sent events.</summary>
internal sealed class OllamaChat : WireFormat
{
    /// <inheritdoc/>
    public override string Provider => "ollama";

    /// <inheritdoc/>
    public override string Route => "/api/chat";

    /// <inheritdoc/>
    public override string StreamContentType => "application/x-ndjson";

    /// <inheritdoc/>
    public override WireRequest Read(JsonElement body, HttpContext context) => new(
        body.GetProperty("model").GetString()!,
        Text(body.GetProperty("messages")),
        body.TryGetProperty("options", out var options) && options.ValueKind == JsonValueKind.Object
            ? Number(options, "num_predict")
            : null,
        // Ollama streams by default.
        Streaming: !body.TryGetProperty("stream", out var stream) || stream.ValueKind != JsonValueKind.False);

    /// <inheritdoc/>
    public override object Body(Answer answer) => Last(answer, answer.Text);

    /// <inheritdoc/>
    public override IEnumerable<StreamPart> Stream(Answer answer)
    {
        foreach (var text in answer.Chunks)
        {
            var line = new
            {
                model = answer.Model.Snapshot,
                created_at = Timestamp(answer),
                message = new { role = "assistant", content = text },
                done = false,
            };
            yield return new(null, line, CarriesText: true);
        }

        yield return new(null, Last(answer, ""));
    }

    /// <inheritdoc/>
    public override object RateLimitError() => new { error = "server busy, please try again. maximum pending requests exceeded" };

    /// <inheritdoc/>
    public override string Frame(StreamPart part) => JsonSerializer.Serialize(part.Data) + "\n";

    private static object Last(Answer answer, string text) => new
    {
        model = answer.Model.Snapshot,
        created_at = Timestamp(answer),
        message = new { role = "assistant", content = text },
        done = true,
        done_reason = "stop",
        total_duration = 150_000_000,
        load_duration = 1_000_000,
        prompt_eval_count = answer.Tokens.Prompt,
        prompt_eval_duration = 40_000_000,
        eval_count = answer.Tokens.Completion,
        eval_duration = 100_000_000,
    };

    private static string Timestamp(Answer answer) => answer.CreatedAt.UtcDateTime.ToString("O", CultureInfo.InvariantCulture);
}
