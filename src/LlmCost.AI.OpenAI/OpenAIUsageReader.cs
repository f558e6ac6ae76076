using System.Buffers.Text;
using Microsoft.Extensions.AI;
using OpenAI.Audio;
using OpenAI.Chat;
using OpenAI.Images;
using OpenAI.Responses;

namespace LlmCost.AI;

/// <summary>Reads the raw responses of OpenAI's client: of OpenAI, Azure OpenAI and compatible endpoints, chat and Responses, streamed and not.</summary>
/// <remarks>
/// <para>
/// Of transcriptions it finds the seconds that are paid for, and of images how many tokens of the answer are text.
/// </para>
/// <para>It finds cache writes, the service tier that was served, hosted tool calls (each once), the usage of incomplete and failed responses, and what OpenRouter
/// (<c>usage.cost</c>) and xAI (<c>usage.cost_in_usd_ticks</c>) say they charged.
/// </para>
/// <para>Thread safe. It keeps nothing of a response.</para>
/// </remarks>
public sealed class OpenAIUsageReader : IUsageReader
{
    private const string OpenRouter = "openrouter";
    private const string XAI = "x_ai";

    /// <summary>xAI's unit of money: a ten-billionth of a USD.</summary>
    private const decimal TicksPerUsd = 10_000_000_000;

    /// <inheritdoc/>
    public bool TryRead(ChatResponse response, string? providerName, out UsageReading reading)
    {
        ArgumentNullException.ThrowIfNull(response);

        switch (response.RawRepresentation)
        {
            case ChatCompletion completion:
                reading = Read(completion.Usage, completion.ServiceTier?.ToString(), providerName);
                return true;
            case ResponseResult result:
                reading = Read(result);
                return true;
            default:
                reading = default;
                return false;
        }
    }

    /// <inheritdoc/>
    public bool TryRead(ChatResponseUpdate update, string? providerName, out UsageReading reading)
    {
        ArgumentNullException.ThrowIfNull(update);

        switch (update.RawRepresentation)
        {
            case StreamingChatCompletionUpdate { Usage: { } usage } chat:
                reading = Read(usage, chat.ServiceTier?.ToString(), providerName);
                return true;
            case StreamingResponseCompletedUpdate completed:
                reading = Read(completed.Response);
                return true;
            case StreamingResponseIncompleteUpdate incomplete:
                reading = Read(incomplete.Response);
                return true;
            case StreamingResponseFailedUpdate failed:
                reading = Read(failed.Response);
                return true;
            default:
                reading = default;
                return false;
        }
    }

    /// <inheritdoc/>
    public bool TryReadRaw(object rawRepresentation, string? providerName, out UsageReading reading)
    {
        switch (rawRepresentation)
        {
            case AudioTranscription { Usage: AudioTranscriptionDurationUsage usage }:
                reading = new UsageReading
                {
                    // No tokens, which is reported and not missing.
                    Usage = default(TokenUsage),
                    Quantities =
                    [
                        new() { Unit = BillableUnit.InputAudioSecond, Quantity = (decimal)usage.Duration.Ticks / TimeSpan.TicksPerSecond },
                    ],
                };
                return true;
            case GeneratedImageCollection { Usage: { } usage }:
                reading = new UsageReading { Details = Details(usage) };
                return true;
            default:
                reading = default;
                return false;
        }
    }

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

    private static UsageReading Read(ChatTokenUsage? usage, string? tier, string? providerName) => new()
    {
        Details = usage is null ? null : Details(usage),
        ServiceTier = tier,
        ReportedCost = usage is null ? null : Cost(usage, providerName),
    };

    private static UsageReading Read(ResponseResult response) => new()
    {
        Details = response.Usage is { } usage ? Details(usage) : null,
        ServiceTier = response.ServiceTier?.ToString(),
        Quantities = HostedTools.Count(response.OutputItems),
    };

    private static UsageDetails Details(ChatTokenUsage usage)
    {
        var details = new UsageDetails
        {
            InputTokenCount = usage.InputTokenCount,
            OutputTokenCount = usage.OutputTokenCount,
            TotalTokenCount = usage.TotalTokenCount,
        };

        // A server may leave the details out, and then there is no patch to ask either.
        if (usage.InputTokenDetails is { } input)
        {
            details.CachedInputTokenCount = input.CachedTokenCount;
            details.InputAudioTokenCount = input.AudioTokenCount;
            if (input.Patch.TryGetValue("$.cache_write_tokens"u8, out int writes))
            {
                details.AdditionalCounts = new() { [UsageReading.CacheWriteCount] = writes };
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
            ? new() { [UsageReading.CacheWriteCount] = writes }
            : null,
    };

    private static decimal? Cost(ChatTokenUsage usage, string? providerName) => providerName switch
    {
        OpenRouter => usage.Patch.TryGetJson("$.cost"u8, out var json) && Parse(json.Span) is { } cost ? cost : null,
        XAI => usage.Patch.TryGetValue("$.cost_in_usd_ticks"u8, out long ticks) ? ticks / TicksPerUsd : null,
        _ => null,
    };

    /// <summary>A number with all its decimals, which it would lose as a double.</summary>
    private static decimal? Parse(ReadOnlySpan<byte> json) =>
        (Utf8Parser.TryParse(json, out decimal number, out var read) || Utf8Parser.TryParse(json, out number, out read, 'e')) && read == json.Length
            ? number
            : null;
}
