using System.Text.Json;

namespace LlmCost.AI;

/// <summary>Reads whole responses and stream events of Anthropic's Messages API.</summary>
/// <remarks>The input count excludes cache reads and cache writes.</remarks>
internal static class AnthropicMessagesJson
{
    private static readonly UsageDialect s_dialect = new(ExclusiveCounts.Cache, HasTotal: false);

    /// <summary>Reads a message or an event.</summary>
    public static void Read(JsonElement json, WireResponse response, WireRequest request)
    {
        var message = json.FindObject("message"u8) ?? json;
        response.Model = message.FindText("model"u8) ?? response.Model;
        response.Id = message.FindText("id"u8) is { } id && message.Find("usage"u8) is not null ? id : response.Id;
        response.IsFailed |= json.FindText("type"u8) is "error";

        // If another model takes over a stream, the start of the stream still names the first model.
        if (json.FindObject("content_block"u8) is { } block && block.FindText("type"u8) is "fallback"
            && block.FindObject("to"u8)?.FindText("model"u8) is { } successor)
        {
            response.Model = successor;
        }

        if (message.FindObject("usage"u8) is { } usage)
        {
            ReadUsage(usage, response);
            response.IsInputOnly = json.FindText("type"u8) is "message_start";
        }
    }

    /// <summary>Reads a usage object. In a stream, the counts in a later usage object replace the earlier counts.</summary>
    public static void ReadUsage(JsonElement usage, WireResponse response)
    {
        response.HasUsage = true;
        response.Dialect = s_dialect;
        ReadCounts(usage, ref response.Counts, response);
        response.ServiceTier = usage.FindText("service_tier"u8) ?? response.ServiceTier;
        response.Speed = usage.FindText("speed"u8) ?? response.Speed;
        response.Region = usage.FindText("inference_geo"u8) is { } region and not "not_available" ? region : response.Region;
        if (usage.Find("iterations"u8) is { ValueKind: JsonValueKind.Array } iterations && iterations.GetArrayLength() > 0)
        {
            response.Inferences = ReadIterations(iterations, response);
            AssignThinking(response.Inferences, response.Counts.Reported.Reasoning ?? 0);
        }
    }

    /// <summary>
    /// Assigns the thinking tokens, which are reported only at the top level, to the inferences of the main model.
    /// </summary>
    private static void AssignThinking(List<UsagePart> parts, long thinking)
    {
        for (var i = parts.Count - 1; i >= 0 && thinking > 0; i--)
        {
            if (parts[i].Model is null && parts[i].Usage is { OutputReasoning: 0 } usage)
            {
                var moved = Math.Min(thinking, usage.Output);
                thinking -= moved;
                parts[i] = parts[i] with { Usage = usage with { Output = usage.Output - moved, OutputReasoning = moved } };
            }
        }
    }

    private static void ReadCounts(JsonElement usage, ref WireCounts counts, WireResponse response)
    {
        foreach (var member in usage.EnumerateObject())
        {
            switch (member.ShortName())
            {
                case "input_tokens":
                    counts.Reported.Input = member.Value.Count() ?? counts.Reported.Input;
                    break;
                case "output_tokens":
                    counts.Reported.Output = member.Value.Count() ?? counts.Reported.Output;
                    break;
                case "cache_read_input_tokens":
                    counts.Reported.CacheRead = member.Value.Count() ?? counts.Reported.CacheRead;
                    break;
                case "cache_creation_input_tokens":
                    counts.Reported.CacheWrite = member.Value.Count() ?? counts.Reported.CacheWrite;
                    break;
                case "cache_creation":
                    ReadLifetimes(member.Value, ref counts, response);
                    break;
                case "output_tokens_details":
                    counts.Reported.Reasoning = member.Value.FindCount("thinking_tokens"u8) ?? counts.Reported.Reasoning;
                    break;
                case "server_tool_use":
                    response.AddServerTools(member.Value);
                    break;
                case "type" or "model" or "iterations" or "service_tier" or "speed" or "inference_geo" or "total_tokens":
                    break;
                default:
                    response.AddUnknown(member);
                    break;
            }
        }
    }

    private static void ReadLifetimes(JsonElement lifetimes, ref WireCounts counts, WireResponse response)
    {
        if (lifetimes.ValueKind is not JsonValueKind.Object)
        {
            return;
        }

        long fiveMinutes = 0;
        foreach (var member in lifetimes.EnumerateObject())
        {
            if (member.NameEquals("ephemeral_1h_input_tokens"u8))
            {
                counts.Reported.CacheWriteOneHour = member.Value.Count() ?? counts.Reported.CacheWriteOneHour;
            }
            else if (member.NameEquals("ephemeral_5m_input_tokens"u8))
            {
                fiveMinutes = member.Value.Count() ?? 0;
            }
            else if (WireJson.CountsSomething(member.ShortName(), member.Value))
            {
                response.AddUnread(member.ShortName());
            }
        }

        // Some proxies report the cache writes for each lifetime, but not their sum.
        counts.Reported.CacheWrite ??= long.CreateSaturating((Int128)fiveMinutes + (counts.Reported.CacheWriteOneHour ?? 0));
    }

    /// <summary>
    /// Reads the inferences of one response. If the response lists inferences, they are billed instead of the counts at the top
    /// level, which repeat only a part of them.
    /// </summary>
    private static List<UsagePart> ReadIterations(JsonElement iterations, WireResponse response)
    {
        var parts = new List<UsagePart>();
        var isFallback = false;
        foreach (var iteration in iterations.EnumerateArray())
        {
            isFallback |= iteration.FindText("type"u8) is "fallback_message";
        }

        foreach (var iteration in iterations.EnumerateArray())
        {
            if (iteration.ValueKind is not JsonValueKind.Object)
            {
                continue;
            }

            var counts = new WireCounts();
            ReadCounts(iteration, ref counts, response);
            response.Anomalies |= counts.Normalize(s_dialect, out var usage);

            // If a model declines before it generates output and another model responds instead, the first model is not billed.
            if (isFallback && iteration.FindText("type"u8) is "message" && usage.TotalOutput is 0)
            {
                continue;
            }

            parts.Add(new UsagePart(iteration.FindText("model"u8), usage, []));
        }

        return parts;
    }
}
