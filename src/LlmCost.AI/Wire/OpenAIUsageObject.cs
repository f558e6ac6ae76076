using System.Text.Json;

namespace LlmCost.AI;

/// <summary>Reads a usage object with the names of OpenAI and compatible servers.</summary>
/// <remarks>
/// Chat Completions uses names such as <c>prompt_tokens</c>, and Responses uses names such as <c>input_tokens</c>. All other
/// names are the same. Compatible servers may report a count in other members. The names of these members never conflict, so all
/// of them are read for every server. If several members contain the same count, it is counted once.
/// </remarks>
internal static class OpenAIUsageObject
{
    /// <summary>The number of xAI's cost units per USD.</summary>
    private const decimal TicksPerUsd = 10_000_000_000;

    /// <summary>
    /// Reads a usage object. Some servers send an object with only zeros last. Such an object does not reset earlier counts.
    /// </summary>
    public static void Read(JsonElement usage, WireResponse response, string? provider)
    {
        response.HasUsage = true;
        var counts = new WireCounts();
        var beside = default(Beside);
        string? searchContext = null;
        foreach (var member in usage.EnumerateObject())
        {
            switch (member.ShortName())
            {
                case "prompt_tokens" or "input_tokens":
                    counts.Reported.Input = member.Value.Count() ?? counts.Reported.Input;
                    break;
                case "completion_tokens" or "output_tokens":
                    counts.Reported.Output = member.Value.Count() ?? counts.Reported.Output;
                    break;
                case "total_tokens":
                    counts.Reported.Total = member.Value.Count();
                    break;
                case "prompt_tokens_details" or "input_tokens_details" or "input_token_details":
                    ReadInput(member.Value, ref counts, response);
                    break;
                case "completion_tokens_details" or "output_tokens_details" or "output_token_details":
                    ReadOutput(member.Value, ref counts, response);
                    break;
                case "cached_tokens" or "num_cached_tokens" or "prompt_cache_hit_tokens" or "cache_read_tokens"
                    or "cached_input_tokens":
                    Raise(ref counts, member.Value.Count(), cacheWrite: false);
                    break;
                case "cache_read_input_tokens":
                    counts.HasAnthropicCache = true;
                    Raise(ref counts, member.Value.Count(), cacheWrite: false);
                    break;
                case "cache_creation_input_tokens":
                    counts.HasAnthropicCache = true;
                    Raise(ref counts, member.Value.Count(), cacheWrite: true);
                    break;
                case "cache_creation_tokens" or "cache_write_tokens":
                    Raise(ref counts, member.Value.Count(), cacheWrite: true);
                    break;
                case "cache_creation" or "cache_creation_token_details":
                    ReadLifetimes(member.Value, ref counts);
                    break;
                case "claude_cache_creation_5_m_tokens":
                    break;
                case "claude_cache_creation_1_h_tokens":
                    counts.Reported.CacheWriteOneHour = Max(counts.Reported.CacheWriteOneHour, member.Value.Count());
                    break;
                case "reasoning_tokens" or "reasoning_output_tokens":
                    beside.Reasoning = member.Value.Count() ?? 0;
                    break;
                case "citation_tokens":
                    beside.Citation = member.Value.Count() ?? 0;
                    break;
                case "num_search_queries":
                    response.Set(BillableUnit.WebSearch, member.Value.Number() ?? 0);
                    break;
                case "search_context_size":
                    searchContext = member.Value.Text();
                    break;
                case "server_tool_use":
                    response.AddServerTools(member.Value);
                    break;
                case "type" or "prompt_cache_miss_tokens" or "server_tool_use_details" or "is_byok" or "cost_details":
                    break;
                case "num_sources_used" or "num_server_side_tools_used" or "server_side_tool_usage_details":
                    // If xAI reports a cost, this cost includes the use of these tools and sources.
                    if (!usage.TryGetProperty("cost_in_usd_ticks"u8, out _)
                        && WireJson.CountsSomething(member.ShortName(), member.Value))
                    {
                        response.AddUnread(member.ShortName());
                    }

                    break;
                case "seconds" or "audio_seconds":
                    response.Set(BillableUnit.InputAudioSecond, member.Value.Number() ?? 0);
                    break;
                default:
                    response.AddUnknown(member);
                    break;
            }
        }

        beside.AddTo(ref counts, provider);
        if (counts.Reported.CacheWrite > 0)
        {
            response.CacheMode = ServedAs.ExplicitCache;
        }

        if (searchContext is not null)
        {
            response.Set(BillableUnit.Request, 1, searchContext);
        }

        if (Cost(usage, provider) is { } cost)
        {
            SetCost(cost, response);
        }

        if (provider is ProviderNames.XAI)
        {
            response.Dialect = UsageDialect.Documented with { ExclusiveCounts = ExclusiveCounts.Reasoning };
        }

        if (!IsZero(in counts.Reported) || !response.Counts.Reported.IsReported)
        {
            response.Counts = counts;
        }
    }

    /// <summary>
    /// Returns the cost in USD, or <see langword="null"/> if the usage object contains no cost or the provider isn't known to
    /// report costs.
    /// </summary>
    private static decimal? Cost(JsonElement usage, string? provider)
    {
        switch (KnownProviders.Find(provider)?.ReportedCost)
        {
            case ReportedCostForm.UsdTicks:
                return usage.FindNumber("cost_in_usd_ticks"u8) is { } ticks ? ticks / TicksPerUsd : null;
            case ReportedCostForm.TotalCost:
                return usage.Find("cost"u8)?.FindNumber("total_cost"u8);
            case ReportedCostForm.Usd:
                var cost = usage.FindNumber("cost"u8);
                if (usage.Find("is_byok"u8)?.ValueKind is not JsonValueKind.True)
                {
                    return cost;
                }

                // With the caller's own key, the gateway bills only its fee, and the provider behind it bills the rest. If the
                // gateway does not report the rest, the total cost is unknown.
                return usage.Find("cost_details"u8)?.FindNumber("upstream_inference_cost"u8) is { } upstream
                    ? (cost ?? 0) + upstream
                    : null;
            default:
                return null;
        }
    }

    /// <summary>Sets the reported cost, unless its value is impossible.</summary>
    private static void SetCost(decimal cost, WireResponse response)
    {
        if (cost is >= 0 and <= CountLimits.MaxCost)
        {
            response.ReportedCost = cost;
        }
        else
        {
            response.Anomalies |= cost < 0 ? UsageAnomalies.NegativeCount : UsageAnomalies.ImplausibleCount;
        }
    }

    private static void ReadInput(JsonElement details, ref WireCounts counts, WireResponse response)
    {
        if (details.ValueKind is not JsonValueKind.Object)
        {
            return;
        }

        foreach (var member in details.EnumerateObject())
        {
            switch (member.ShortName())
            {
                case "cached_tokens" or "cache_read_tokens" or "cache_read_input_tokens":
                    Raise(ref counts, member.Value.Count(), cacheWrite: false);
                    break;
                case "cache_write_tokens" or "cache_creation_tokens" or "cache_creation_input_tokens":
                    Raise(ref counts, member.Value.Count(), cacheWrite: true);
                    break;
                case "cache_creation" or "cache_creation_token_details":
                    ReadLifetimes(member.Value, ref counts);
                    break;
                case "cached_tokens_details":
                    counts.CachedAudio = member.Value.FindCount("audio_tokens"u8) ?? 0;
                    counts.CachedImage = member.Value.FindCount("image_tokens"u8) ?? 0;
                    break;
                case "cache_type" when member.Value.ValueKind is JsonValueKind.String:
                    response.CacheMode = ServedAs.ExplicitCache;
                    break;
                case "audio_tokens":
                    counts.Reported.InputAudio = member.Value.Count();
                    break;
                case "image_tokens":
                    counts.Reported.InputImage = member.Value.Count();
                    break;
                case "video_tokens":
                    counts.InputVideo = member.Value.Count() ?? 0;
                    break;
                case "text_tokens":
                    break;
                default:
                    response.AddUnknown(member);
                    break;
            }
        }
    }

    private static void ReadOutput(JsonElement details, ref WireCounts counts, WireResponse response)
    {
        if (details.ValueKind is not JsonValueKind.Object)
        {
            return;
        }

        foreach (var member in details.EnumerateObject())
        {
            switch (member.ShortName())
            {
                case "reasoning_tokens" or "thinking_tokens":
                    counts.Reported.Reasoning = member.Value.Count();
                    break;
                case "audio_tokens":
                    counts.Reported.OutputAudio = member.Value.Count();
                    break;
                case "image_tokens":
                    counts.Reported.OutputImage = member.Value.Count();
                    break;
                case "video_tokens":
                    counts.OutputVideo = member.Value.Count() ?? 0;
                    break;
                case "text_tokens" or "accepted_prediction_tokens" or "rejected_prediction_tokens":
                    break;
                default:
                    response.AddUnknown(member);
                    break;
            }
        }
    }

    private static void ReadLifetimes(JsonElement lifetimes, ref WireCounts counts)
    {
        var fiveMinutes = lifetimes.FindCount("ephemeral_5m_input_tokens"u8) ?? 0;
        var oneHour = lifetimes.FindCount("ephemeral_1h_input_tokens"u8) ?? 0;
        Raise(ref counts, long.CreateSaturating((Int128)fiveMinutes + oneHour), cacheWrite: true);
        counts.Reported.CacheWriteOneHour = Max(counts.Reported.CacheWriteOneHour, oneHour);
    }

    private static void Raise(ref WireCounts counts, long? count, bool cacheWrite)
    {
        if (cacheWrite)
        {
            counts.Reported.CacheWrite = Max(counts.Reported.CacheWrite, count);
        }
        else
        {
            counts.Reported.CacheRead = Max(counts.Reported.CacheRead, count);
        }
    }

    private static long? Max(long? left, long? right) =>
        left is { } first && right is { } second ? Math.Max(first, second) : left ?? right;

    private static bool IsZero(in ReportedCounts counts) =>
        (counts.Input ?? 0) is 0 && (counts.Output ?? 0) is 0 && (counts.Total ?? 0) is 0;

    /// <summary>
    /// Counts at the top level of a usage object. Only some servers include these counts in the completion tokens.
    /// </summary>
    private struct Beside
    {
        public long Reasoning;

        public long Citation;

        public readonly void AddTo(ref WireCounts counts, string? provider)
        {
            if (Reasoning is 0 && Citation is 0)
            {
                return;
            }

            // Perplexity counts reasoning and citations separately from the completion, and leaves them out of the total.
            if (provider is ProviderNames.Perplexity || Citation > 0 || Reasoning > (counts.Reported.Output ?? 0))
            {
                var extra = (Int128)Reasoning + Citation;
                counts.Reported.Output = long.CreateSaturating((counts.Reported.Output ?? 0) + extra);
                counts.Reported.Total = null;
                counts.Citation = Citation;
            }

            counts.Reported.Reasoning = Math.Max(counts.Reported.Reasoning ?? 0, Reasoning);
        }
    }
}
