using System.Text.Json;

namespace LlmCost.AI;

/// <summary>Reads rows of OpenAI's reports of usage.</summary>
internal static class OpenAIUsageRows
{
    private static readonly string[] s_project = ["project_id"];
    private static readonly string[] s_key = ["project_id", "api_key_id"];
    private static readonly string[] s_model = ["project_id", "api_key_id", "model"];
    private static readonly string[] s_tier = ["project_id", "api_key_id", "model", "batch", "service_tier"];

    /// <summary>
    /// Returns the fields by which a report is grouped. Fields by which it is not grouped are null in its rows.
    /// </summary>
    public static IReadOnlyList<string> Grouping(string report) => report switch
    {
        "completions" => s_tier,
        "vector_stores" or "code_interpreter_sessions" => s_project,
        "file_search_calls" => s_key,
        _ => s_model,
    };

    public static IReadOnlyList<BillLine> Read(string report, JsonElement row)
    {
        var line = new BillLine
        {
            Kind = BillLineKind.Usage,
            Meter = report,
            Provider = ProviderNames.OpenAI,
            Account = row.Text("project_id"),
            ApiKeyId = row.Text("api_key_id"),
            Model = row.Text("model"),
            ServiceTier = row.Flag("batch") is true ? "batch" : row.Text("service_tier"),
            Raw = row.GetRawText(),
        };
        var requests = row.Count("num_model_requests");
        return report switch
        {
            "completions" => Completions(row, line, requests),
            "embeddings" or "moderations" =>
                BillRow.Usage(line, requests, ("input_tokens", "input", Required(row, "input_tokens"))),
            "images" => BillRow.Usage(line, requests, ("images", "image", Required(row, "images"))),
            "audio_speeches" => BillRow.Usage(line, requests, ("characters", "character", Required(row, "characters"))),
            "audio_transcriptions" =>
                BillRow.Usage(line, requests, ("seconds", "input_audio_second", Required(row, "seconds"))),
            "vector_stores" => BillRow.Usage(
                line with { QuantityUnit = "bytes" }, null, ("usage_bytes", null, Required(row, "usage_bytes"))),
            "code_interpreter_sessions" =>
                BillRow.Usage(line, null, ("num_sessions", "code_interpreter_session", Required(row, "num_sessions"))),

            // In these reports, num_requests is the number of tool calls. The requests to the model are in the completions
            // report.
            "file_search_calls" => BillRow.Usage(line, null, ("num_requests", "file_search", Required(row, "num_requests"))),
            _ => BillRow.Usage(line, null, ("num_requests", "web_search", Required(row, "num_requests"))),
        };
    }

    private static decimal Required(JsonElement row, string name) => row.Number(name).Required(name);

    private static IReadOnlyList<BillLine> Completions(JsonElement row, BillLine line, long? requests)
    {
        var total = row.Count("input_tokens").Required("input_tokens");
        var audio = row.Count("input_audio_tokens") ?? 0;
        var image = row.Count("input_image_tokens") ?? 0;
        var cachedAudio = row.Count("input_cached_audio_tokens") ?? 0;
        var cachedImage = row.Count("input_cached_image_tokens") ?? 0;
        var cachedText = row.Count("input_cached_text_tokens")
            ?? (row.Count("input_cached_tokens") ?? 0) - cachedAudio - cachedImage;
        var written = row.Count("input_cache_write_tokens") ?? 0;
        var uncached = row.Count("input_uncached_tokens") ?? total - cachedText - cachedAudio - cachedImage - written;
        var text = row.Count("input_text_tokens") ?? uncached - audio - image;
        if (text + audio + image + cachedText + cachedAudio + cachedImage + written != total || text < 0 || cachedText < 0)
        {
            throw new FormatException("input_tokens is not the sum of its parts");
        }

        var output = row.Count("output_tokens").Required("output_tokens");
        var outputAudio = row.Count("output_audio_tokens") ?? 0;
        var outputImage = row.Count("output_image_tokens") ?? 0;

        // The text output is calculated as a remainder, because the remainder always includes reasoning and output_text_tokens
        // may not.
        var rest = output - outputAudio - outputImage;
        if (rest < 0 || row.Count("output_text_tokens") > rest)
        {
            throw new FormatException("output_tokens is less than the sum of its parts");
        }

        return BillRow.Usage(
            line,
            requests,
            ("input_text_tokens", "input", text),
            ("input_audio_tokens", "input_audio", audio),
            ("input_image_tokens", "input_image", image),
            ("input_cached_text_tokens", "input_cache_read", cachedText),
            ("input_cached_audio_tokens", "input_audio_cache_read", cachedAudio),
            ("input_cached_image_tokens", "input_image_cache_read", cachedImage),
            ("input_cache_write_tokens", "input_cache_write", written),
            ("output_text_tokens", "output", rest),
            ("output_audio_tokens", "output_audio", outputAudio),
            ("output_image_tokens", "output_image", outputImage));
    }
}
