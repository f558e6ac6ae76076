namespace LlmCost.AI;

/// <summary>The cost of a call at OpenRouter.</summary>
/// <remarks>
/// Immutable and safe to use from any thread. Tokens are counted by the model's own tokenizer, as in the response of the call.
/// </remarks>
public sealed record OpenRouterGeneration
{
    /// <summary>Gets the id, which is <see cref="CostRecord.ResponseId"/>.</summary>
    public required string Id { get; init; }

    /// <summary>Gets the model.</summary>
    public string? Model { get; init; }

    /// <summary>Gets the cost that OpenRouter charges, in USD.</summary>
    public required decimal Cost { get; init; }

    /// <summary>Gets the cost that the provider itself charges if the caller's own key was used, in USD.</summary>
    public decimal? UpstreamInferenceCost { get; init; }

    /// <summary>Gets the discount for cached input, in USD. <see cref="Cost"/> already includes it.</summary>
    public decimal? CacheDiscount { get; init; }

    /// <summary>Gets a value indicating whether the caller's own key was used.</summary>
    public bool IsByok { get; init; }

    /// <summary>Gets a value indicating whether the call was stopped before its end.</summary>
    public bool IsCancelled { get; init; }

    /// <summary>Gets the number of input tokens, including cached tokens.</summary>
    public long? PromptTokens { get; init; }

    /// <summary>Gets the number of output tokens, including reasoning.</summary>
    public long? CompletionTokens { get; init; }

    /// <summary>Gets the number of output tokens that were used for reasoning.</summary>
    public long? ReasoningTokens { get; init; }

    /// <summary>Gets the number of input tokens that were read from a cache.</summary>
    public long? CachedTokens { get; init; }
}
