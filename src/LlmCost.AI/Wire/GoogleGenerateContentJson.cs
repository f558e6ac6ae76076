using System.Buffers;
using System.Runtime.InteropServices;
using System.Text.Json;

namespace LlmCost.AI;

/// <summary>Reads whole and streamed responses of Gemini's <c>generateContent</c>.</summary>
/// <remarks>
/// The tokens of thoughts and of tool use are not part of the other counts. Each chunk of a stream repeats the running total.
/// </remarks>
internal static class GoogleGenerateContentJson
{
    private static readonly SearchValues<char> s_digits = SearchValues.Create("0123456789");

    private static readonly UsageDialect s_dialect = new(ExclusiveCounts.Reasoning, UsageMerge.Latest);

    /// <summary>Reads a response or a chunk.</summary>
    public static void Read(JsonElement json, WireResponse response, WireRequest request)
    {
        response.Model = json.FindText("modelVersion"u8) ?? response.Model;
        response.Id ??= json.FindText("responseId"u8);
        response.IsFailed |= json.Find("error"u8) is not null;
        foreach (var candidate in json.FindArray("candidates"u8))
        {
            if (candidate.FindObject("groundingMetadata"u8) is { } grounding)
            {
                ReadGrounding(grounding, response, request);
            }
        }

        if (json.FindObject("usageMetadata"u8) is { } usage)
        {
            ReadUsage(usage, response);
        }
    }

    /// <summary>Reads a usage object.</summary>
    public static void ReadUsage(JsonElement usage, WireResponse response)
    {
        response.HasUsage = true;
        response.Dialect = s_dialect;
        var counts = new WireCounts();
        long cachedVideo = 0;
        foreach (var member in usage.EnumerateObject())
        {
            switch (member.ShortName())
            {
                case "promptTokenCount":
                    counts.Reported.Input = member.Value.Count();
                    break;
                case "candidatesTokenCount" or "responseTokenCount":
                    counts.Reported.Output = member.Value.Count();
                    break;
                case "totalTokenCount":
                    counts.Reported.Total = member.Value.Count();
                    break;
                case "cachedContentTokenCount":
                    counts.Reported.CacheRead = member.Value.Count();
                    break;
                case "thoughtsTokenCount":
                    counts.Reported.Reasoning = member.Value.Count();
                    break;
                case "toolUsePromptTokenCount":
                    counts.Reported.ToolUse = member.Value.Count();
                    break;
                case "promptTokensDetails" or "promptTokenDetails" or "toolUsePromptTokensDetails":
                    ReadModalities(member.Value, response, ref counts.Reported, ref counts.InputVideo, isInput: true);
                    break;
                case "candidatesTokensDetails" or "responseTokensDetails":
                    ReadModalities(member.Value, response, ref counts.Reported, ref counts.OutputVideo, isInput: false);
                    break;
                case "cacheTokensDetails":
                    foreach (var item in Items(member.Value))
                    {
                        counts.CachedAudio += Tokens(item, "AUDIO");
                        counts.CachedImage += Tokens(item, "IMAGE");
                        cachedVideo += Tokens(item, "VIDEO");
                    }

                    break;
                case "trafficType":
                    response.ServiceTier = Tier(member.Value) ?? response.ServiceTier;
                    break;
                case "serviceTier":
                    response.ServiceTier = member.Value.Text()?.ToLowerInvariant() ?? response.ServiceTier;
                    break;
                default:
                    response.AddUnknown(member);
                    break;
            }
        }

        counts.InputVideo = Math.Max(0, counts.InputVideo - cachedVideo);
        if (counts.Reported.IsReported)
        {
            // A response with only thoughts and tool calls has no candidates count. The count is computed as the total minus the
            // other counts.
            counts.Reported.Output ??= Math.Max(
                0,
                (counts.Reported.Total ?? 0) - (counts.Reported.Input ?? 0) - (counts.Reported.ToolUse ?? 0)
                    - (counts.Reported.Reasoning ?? 0));
            response.Counts = counts;
        }
    }

    private static string? Tier(JsonElement traffic)
    {
        if (traffic.Text() is not { } name)
        {
            return null;
        }

        const string OnDemand = "ON_DEMAND_";
        name = name.StartsWith(OnDemand, StringComparison.Ordinal) ? name[OnDemand.Length..] : name;
        return name is "TRAFFIC_TYPE_UNSPECIFIED" ? null : name.ToLowerInvariant();
    }

    private static void ReadModalities(
        JsonElement details, WireResponse response, ref ReportedCounts counts, ref long video, bool isInput)
    {
        foreach (var item in Items(details))
        {
            var tokens = item.FindCount("tokenCount"u8) ?? 0;
            switch (item.FindText("modality"u8))
            {
                case "AUDIO" when isInput:
                    counts.InputAudio = (counts.InputAudio ?? 0) + tokens;
                    break;
                case "AUDIO":
                    counts.OutputAudio = (counts.OutputAudio ?? 0) + tokens;
                    break;
                case "IMAGE" when isInput:
                    counts.InputImage = (counts.InputImage ?? 0) + tokens;
                    break;
                case "IMAGE":
                    counts.OutputImage = (counts.OutputImage ?? 0) + tokens;
                    break;
                case "VIDEO":
                    video += tokens;
                    break;
                case "TEXT" or "DOCUMENT" or "MODALITY_UNSPECIFIED" or null:
                    break;
                case { } other when tokens > 0:
                    response.AddUnread(other);
                    break;
            }
        }
    }

    private static JsonElement.ArrayEnumerator Items(JsonElement details) =>
        details.ValueKind is JsonValueKind.Array ? details.EnumerateArray() : default;

    private static long Tokens(JsonElement item, string modality) =>
        item.FindText("modality"u8) == modality ? item.FindCount("tokenCount"u8) ?? 0 : 0;

    /// <summary>
    /// Counts grounding with Google Search. Up to Gemini 2.5, each grounded prompt is billed. From Gemini 3 on, each distinct
    /// query is billed.
    /// </summary>
    private static void ReadGrounding(JsonElement grounding, WireResponse response, WireRequest request)
    {
        var queries = 0;
        foreach (var query in grounding.FindArray("webSearchQueries"u8))
        {
            if (query.ValueKind is JsonValueKind.String && JsonMarshal.GetRawUtf8Value(query) is { Length: > 2 } text)
            {
                queries = response.AddQuery(text);
            }
        }

        foreach (var chunk in grounding.FindArray("groundingChunks"u8))
        {
            if (chunk.Find("maps"u8) is not null)
            {
                response.AddUnreported("google_maps");
            }
            else if (chunk.Find("web"u8) is not null)
            {
                queries = Math.Max(queries, 1);
            }
        }

        if (queries > 0)
        {
            response.Set(BillableUnit.WebSearch, IsBilledByPrompt(response.Model ?? request.Model) ? 1 : queries);
        }
    }

    private static bool IsBilledByPrompt(string? model) =>
        model.AsSpan().IndexOfAny(s_digits) is >= 0 and var version && model![version] is '1' or '2';
}
