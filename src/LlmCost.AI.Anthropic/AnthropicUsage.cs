using Anthropic.Models.Beta.Messages;
using Anthropic.Models.Messages;
using Microsoft.Extensions.AI;

namespace LlmCost.AI;

/// <summary>Represents usage from any of the four usage types of Anthropic's client.</summary>
internal readonly record struct AnthropicUsage
{
    /// <summary>Gets the input tokens without cache reads and writes, as in Anthropic's API.</summary>
    public long? Input { get; init; }

    public long? CacheRead { get; init; }

    public long? CacheWrite { get; init; }

    public long? CacheWriteOneHour { get; init; }

    public long Output { get; init; }

    public long? Thinking { get; init; }

    public long WebSearches { get; init; }

    public string? ServiceTier { get; init; }

    public string? Region { get; init; }

    public string? Speed { get; init; }

    public static AnthropicUsage From(Usage usage) => new()
    {
        Input = usage.InputTokens,
        CacheRead = usage.CacheReadInputTokens ?? 0,
        CacheWrite = usage.CacheCreationInputTokens ?? 0,
        CacheWriteOneHour = usage.CacheCreation?.Ephemeral1hInputTokens,
        Output = usage.OutputTokens,
        Thinking = usage.OutputTokensDetails?.ThinkingTokens,
        WebSearches = usage.ServerToolUse?.WebSearchRequests ?? 0,
        ServiceTier = usage.ServiceTier?.Raw(),
        Region = usage.InferenceGeo,
        Speed = usage.Speed?.Raw(),
    };

    public static AnthropicUsage From(BetaUsage usage) => new()
    {
        Input = usage.InputTokens,
        CacheRead = usage.CacheReadInputTokens ?? 0,
        CacheWrite = usage.CacheCreationInputTokens ?? 0,
        CacheWriteOneHour = usage.CacheCreation?.Ephemeral1hInputTokens,
        Output = usage.OutputTokens,
        Thinking = usage.OutputTokensDetails?.ThinkingTokens,
        WebSearches = usage.ServerToolUse?.WebSearchRequests ?? 0,
        ServiceTier = usage.ServiceTier?.Raw(),
        Region = usage.InferenceGeo,
        Speed = usage.Speed?.Raw(),
    };

    public static AnthropicUsage From(MessageDeltaUsage usage) => new()
    {
        Input = usage.InputTokens,
        CacheRead = usage.CacheReadInputTokens,
        CacheWrite = usage.CacheCreationInputTokens,
        Output = usage.OutputTokens,
        Thinking = usage.OutputTokensDetails?.ThinkingTokens,
        WebSearches = usage.ServerToolUse?.WebSearchRequests ?? 0,
    };

    public static AnthropicUsage From(BetaMessageDeltaUsage usage) => new()
    {
        Input = usage.InputTokens,
        CacheRead = usage.CacheReadInputTokens,
        CacheWrite = usage.CacheCreationInputTokens,
        Output = usage.OutputTokens,
        Thinking = usage.OutputTokensDetails?.ThinkingTokens,
        WebSearches = usage.ServerToolUse?.WebSearchRequests ?? 0,
    };

    /// <summary>Returns the usage of a whole response.</summary>
    public UsageReading ToWhole() => UsageReading.Whole(ToDetails()) with
    {
        ServiceTier = ServiceTier, Region = Region, Speed = Speed, Quantities = ToQuantities(),
    };

    /// <summary>Returns the usage at the start of a stream.</summary>
    public UsageReading ToStarted() =>
        UsageReading.Started(ToDetails()) with { ServiceTier = ServiceTier, Region = Region, Speed = Speed };

    /// <summary>Returns the usage at the end of a stream. Missing counts are those of the start.</summary>
    public UsageReading ToCompleted() => UsageReading.Completed(ToDetails()) with { Quantities = ToQuantities() };

    /// <summary>Converts the counts to <see cref="UsageDetails"/>, whose input includes cache reads and writes.</summary>
    private UsageDetails ToDetails()
    {
        var details = new UsageDetails
        {
            InputTokenCount = Input + CacheRead + CacheWrite,
            CachedInputTokenCount = CacheRead,
            OutputTokenCount = Output,
            ReasoningTokenCount = Thinking,
        };
        if (CacheWrite is { } writes)
        {
            details.AdditionalCounts = new() { [UsageReading.CacheWriteTokensKey] = writes };
            if (CacheWriteOneHour is { } oneHour)
            {
                details.AdditionalCounts[UsageReading.CacheWriteOneHourTokensKey] = oneHour;
            }
        }

        return details;
    }

    private IReadOnlyList<BillableQuantity>? ToQuantities() =>
        WebSearches > 0 ? [new() { Unit = BillableUnit.WebSearch, Quantity = WebSearches }] : null;
}
