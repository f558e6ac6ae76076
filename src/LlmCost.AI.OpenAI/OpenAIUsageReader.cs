using System.Buffers.Text;
using Microsoft.Extensions.AI;
using OpenAI.Audio;
using OpenAI.Chat;
using OpenAI.Images;
using OpenAI.Responses;

namespace LlmCost.AI;

/// <summary>Reads usage from raw responses of OpenAI's client.</summary>
/// <remarks>
/// <para>
/// It supports OpenAI, Azure OpenAI and compatible endpoints, Chat Completions and Responses, streaming and non-streaming.
/// </para>
/// <para>
/// It reads cache writes, the actual service tier, hosted tool calls (each once), the usage of incomplete and failed responses,
/// and the cost that OpenRouter (<c>usage.cost</c>) and xAI (<c>usage.cost_in_usd_ticks</c>) report. It also reads the billed
/// seconds of transcriptions, and the numbers of text and image tokens of generated images.
/// </para>
/// <para>This type is thread-safe and does not retain responses.</para>
/// </remarks>
public sealed class OpenAIUsageReader : IUsageReader
{
    /// <summary>The number of xAI's cost units per USD.</summary>
    private const decimal TicksPerUsd = 10_000_000_000;

    /// <inheritdoc/>
    public bool TryRead(object rawRepresentation, string? providerName, out UsageReading reading)
    {
        ArgumentNullException.ThrowIfNull(rawRepresentation);

        UsageReading? found = rawRepresentation switch
        {
            ChatCompletion completion => Read(completion.Usage, completion.ServiceTier, providerName),
            StreamingChatCompletionUpdate { Usage: { } usage } update => Read(usage, update.ServiceTier, providerName),
            ResponseResult response => Read(response),
            StreamingResponseCompletedUpdate completed => Read(completed.Response),
            StreamingResponseIncompleteUpdate incomplete => Read(incomplete.Response),
            StreamingResponseFailedUpdate failed => Read(failed.Response),
            AudioTranscription { Usage: AudioTranscriptionDurationUsage usage } => Read(usage),
            GeneratedImageCollection { Usage: { } usage } => UsageReading.Whole(Details(usage)),
            _ => null,
        };
        reading = found.GetValueOrDefault();
        return found.HasValue;
    }

    private static UsageReading Read(ChatTokenUsage? usage, ChatServiceTier? tier, string? providerName)
    {
        var reading = usage is null ? new UsageReading() : UsageReading.Whole(Details(usage));
        return reading with
        {
            ServiceTier = tier?.ToString(),
            ReportedCost = usage is null ? null : Cost(usage, providerName),
        };
    }

    private static UsageReading Read(ResponseResult response)
    {
        var reading = response.Usage is { } usage ? UsageReading.Whole(Details(usage)) : new UsageReading();
        return reading with
        {
            ServiceTier = response.ServiceTier?.ToString(),
            Quantities = HostedTools.Count(response.OutputItems),
        };
    }

    // No tokens are reported, which differs from missing usage.
    private static UsageReading Read(AudioTranscriptionDurationUsage usage) => UsageReading.Disjoint(default) with
    {
        Quantities =
        [
            new()
            {
                Unit = BillableUnit.InputAudioSecond,
                Quantity = (decimal)usage.Duration.Ticks / TimeSpan.TicksPerSecond,
            },
        ],
    };

    private static UsageDetails Details(ImageTokenUsage usage)
    {
        var details = new UsageDetails
        {
            InputTokenCount = usage.InputTokenCount,
            OutputTokenCount = usage.OutputTokenCount,
            TotalTokenCount = usage.TotalTokenCount,
            AdditionalCounts = [],
        };
        if (usage.InputTokenDetails is { } input)
        {
            details.AdditionalCounts["InputTokenDetails.ImageTokenCount"] = input.ImageTokenCount;
        }

        if (usage.OutputTokenDetails is { } output)
        {
            details.AdditionalCounts["OutputTokenDetails.ImageTokenCount"] = output.ImageTokenCount;
        }

        return details;
    }

    private static UsageDetails Details(ChatTokenUsage usage)
    {
        var details = new UsageDetails
        {
            InputTokenCount = usage.InputTokenCount,
            OutputTokenCount = usage.OutputTokenCount,
            TotalTokenCount = usage.TotalTokenCount,
        };

        // Servers may omit the details, and with them the patch.
        if (usage.InputTokenDetails is { } input)
        {
            details.CachedInputTokenCount = input.CachedTokenCount;
            details.InputAudioTokenCount = input.AudioTokenCount;
            if (input.Patch.TryGetValue("$.cache_write_tokens"u8, out int writes))
            {
                details.AdditionalCounts = new() { [UsageReading.CacheWriteTokensKey] = writes };
            }
        }

        if (usage.OutputTokenDetails is { } output)
        {
            details.ReasoningTokenCount = output.ReasoningTokenCount;
            details.OutputAudioTokenCount = output.AudioTokenCount;
        }

        return details;
    }

    private static UsageDetails Details(ResponseTokenUsage usage) => new()
    {
        InputTokenCount = usage.InputTokenCount,
        OutputTokenCount = usage.OutputTokenCount,
        TotalTokenCount = usage.TotalTokenCount,
        CachedInputTokenCount = usage.InputTokenDetails?.CachedTokenCount,
        ReasoningTokenCount = usage.OutputTokenDetails?.ReasoningTokenCount,
        AdditionalCounts = usage.InputTokenDetails is { CacheWriteTokenCount: > 0 and var writes }
            ? new() { [UsageReading.CacheWriteTokensKey] = writes }
            : null,
    };

    private static decimal? Cost(ChatTokenUsage usage, string? providerName) => providerName switch
    {
        ProviderNames.OpenRouter => usage.Patch.TryGetJson("$.cost"u8, out var json) ? Parse(json.Span) : null,
        ProviderNames.XAI => usage.Patch.TryGetValue("$.cost_in_usd_ticks"u8, out long ticks) ? ticks / TicksPerUsd : null,
        _ => null,
    };

    /// <summary>Parses a number as a decimal, because a double would lose digits.</summary>
    private static decimal? Parse(ReadOnlySpan<byte> json) =>
        (Utf8Parser.TryParse(json, out decimal number, out var read) || Utf8Parser.TryParse(json, out number, out read, 'e'))
            && read == json.Length
            ? number
            : null;
}
