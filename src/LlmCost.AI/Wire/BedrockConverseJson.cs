using System.Text.Json;

namespace LlmCost.AI;

/// <summary>Reads responses of Bedrock's <c>Converse</c> and events of <c>ConverseStream</c>.</summary>
/// <remarks>The input count excludes cache reads and cache writes. The total includes them.</remarks>
internal static class BedrockConverseJson
{
    private static readonly UsageDialect s_dialect = new(ExclusiveCounts.Cache);

    /// <summary>Reads a response or an event.</summary>
    public static void Read(JsonElement json, WireResponse response, WireRequest request)
    {
        var body = json.FindObject("metadata"u8) ?? json;
        response.ServiceTier = body.FindObject("serviceTier"u8)?.FindText("type"u8) ?? response.ServiceTier;
        if (body.FindObject("usage"u8) is { } usage)
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
        foreach (var member in usage.EnumerateObject())
        {
            switch (member.ShortName())
            {
                case "inputTokens" or "inputTokenCount":
                    counts.Reported.Input = member.Value.Count();
                    break;
                case "outputTokens" or "outputTokenCount":
                    counts.Reported.Output = member.Value.Count();
                    break;
                case "totalTokens" or "totalTokenCount":
                    counts.Reported.Total = member.Value.Count();
                    break;
                case "cacheReadInputTokens" or "cacheReadInputTokenCount":
                    counts.Reported.CacheRead = member.Value.Count() ?? counts.Reported.CacheRead;
                    break;
                case "cacheWriteInputTokens" or "cacheWriteInputTokenCount":
                    counts.Reported.CacheWrite = member.Value.Count() ?? counts.Reported.CacheWrite;
                    break;
                case "cacheDetails" when member.Value.ValueKind is JsonValueKind.Array:
                    foreach (var item in member.Value.EnumerateArray())
                    {
                        if (item.FindText("ttl"u8) is "1h")
                        {
                            counts.Reported.CacheWriteOneHour =
                                (counts.Reported.CacheWriteOneHour ?? 0) + (item.FindCount("inputTokens"u8) ?? 0);
                        }
                    }

                    break;
                default:
                    response.AddUnknown(member);
                    break;
            }
        }

        if (counts.Reported.IsReported)
        {
            response.Counts = counts;
        }
    }
}
