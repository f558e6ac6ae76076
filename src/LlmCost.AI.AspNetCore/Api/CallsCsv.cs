using System.Globalization;
using nietras.SeparatedValues;

namespace LlmCost.AI;

/// <summary>Writes calls as CSV (RFC 4180).</summary>
internal static class CallsCsv
{
    /// <summary>Returns a part of a CSV file.</summary>
    /// <param name="calls">The calls of the part. If there are no calls, the file has no parts and is empty.</param>
    /// <param name="isFirst">True if the part begins with the names of the columns.</param>
    public static string Write(IEnumerable<CallAnswer> calls, bool isFirst)
    {
        using var csv = Sep.New(',').Writer(options => options with { Escape = true, WriteHeader = isFirst }).ToText();
        foreach (var call in calls)
        {
            using var row = csv.NewRow();
            row["time"].Set(call.Time.UtcDateTime.ToString("O", CultureInfo.InvariantCulture));
            row["id"].Set(call.Id.ToString());
            row["operation"].Set(Safe(call.Operation));
            row["provider"].Set(Safe(call.Provider));
            row["model"].Set(Safe(call.Model));
            row["requested_model"].Set(Safe(call.RequestModel));
            row["feature"].Set(Safe(call.Feature));
            row["input_tokens"].Format(call.Input);
            row["cached_tokens"].Format(call.Cached);
            row["cache_write_tokens"].Format(call.CacheWrite);
            row["output_tokens"].Format(call.Output);
            row["reasoning_tokens"].Format(call.Reasoning);
            row["usd"].Set(call.Usd ?? "");
            row["unpriced_reason"].Set(call.UnpricedReason ?? "");
            row["is_partial"].Set(call.IsPartial ? "true" : "false");
            row["usage_source"].Set(call.UsageSource);
            row["price_source"].Set(call.PriceSource);
            row["duration_ms"].Set(Milliseconds(call.DurationMs));
            row["first_chunk_ms"].Set(Milliseconds(call.FirstChunkMs));
            row["outcome"].Set(call.Outcome);
            row["error"].Set(Safe(call.Error));
            row["trace_id"].Set(call.TraceId ?? "");
            row["tags"].Set(Safe(string.Join("; ", call.Tags.Select(tag => $"{tag.Key}={tag.Value}"))));
        }

        return csv.ToString();
    }

    private static string Milliseconds(double? value) => value?.ToString("0.###", CultureInfo.InvariantCulture) ?? "";

    // A spreadsheet would execute a cell that begins with one of these characters as a formula.
    private static string Safe(string? text) => text is { Length: > 0 } && text[0] is '=' or '+' or '-' or '@' or '\t' or '\r'
        ? "'" + text
        : text ?? "";
}
