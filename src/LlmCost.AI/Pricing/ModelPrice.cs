namespace LlmCost.AI;

/// <summary>What a model costs: USD per million tokens, by token class.</summary>
/// <remarks>
/// A class without a rate of its own is billed at the rate of its parent, never at zero: cached, audio and image input at the input
/// rate, one-hour cache writes at the cache write rate, reasoning, audio and image output at the output rate. All rates are zero or
/// more; zero is a price (free), not an unknown one. Immutable; safe on any thread.
/// </remarks>
public sealed record ModelPrice
{
    /// <summary>Uncached input, in USD per million tokens.</summary>
    public required decimal Input { get; init; }

    /// <summary>Input read from the prompt cache, in USD per million tokens; <see langword="null"/> is the input rate.</summary>
    public decimal? InputCacheRead { get; init; }

    /// <summary>
    /// Input written to the prompt cache for the default lifetime, in USD per million tokens; <see langword="null"/> is the input rate.
    /// </summary>
    public decimal? InputCacheWrite { get; init; }

    /// <summary>
    /// Input written to the prompt cache for one hour, in USD per million tokens; <see langword="null"/> is the rate of
    /// <see cref="InputCacheWrite"/>.
    /// </summary>
    public decimal? InputCacheWriteOneHour { get; init; }

    /// <summary>Audio input, in USD per million tokens; <see langword="null"/> is the input rate.</summary>
    public decimal? InputAudio { get; init; }

    /// <summary>Image input, in USD per million tokens; <see langword="null"/> is the input rate.</summary>
    public decimal? InputImage { get; init; }

    /// <summary>Text output, in USD per million tokens. Zero for models without output, such as embeddings.</summary>
    public decimal Output { get; init; }

    /// <summary>Reasoning output, in USD per million tokens; <see langword="null"/> is the output rate.</summary>
    public decimal? OutputReasoning { get; init; }

    /// <summary>Audio output, in USD per million tokens; <see langword="null"/> is the output rate.</summary>
    public decimal? OutputAudio { get; init; }

    /// <summary>Image output, in USD per million tokens; <see langword="null"/> is the output rate.</summary>
    public decimal? OutputImage { get; init; }

    /// <summary>The rates for long prompts, in ascending order of their thresholds. Empty: one price for every size.</summary>
    public IReadOnlyList<ContextTier> ContextTiers { get => field ?? []; init; }

    /// <summary>The rates at certain hours, of which the first that fits applies. Empty: one price around the clock.</summary>
    public IReadOnlyList<PriceWindow> Windows { get => field ?? []; init; }

    /// <summary>Multiplies a usage with this price.</summary>
    /// <param name="usage">The disjoint token counts of one request; prices of long prompts make sums of requests wrong.</param>
    /// <param name="timestamp">When the request started; only prices with <see cref="Windows"/> look at it.</param>
    /// <returns>The cost by token class, in USD, not rounded.</returns>
    /// <exception cref="OverflowException">The product of a count and a rate is beyond <see cref="decimal.MaxValue"/>.</exception>
    public CostBreakdown Calculate(in TokenUsage usage, DateTimeOffset timestamp)
    {
        var rates = For(usage.TotalInput, timestamp);
        var cacheWriteRate = rates.InputCacheWrite ?? rates.Input;
        return new CostBreakdown
        {
            Input = Cost(usage.Input, rates.Input),
            InputCacheRead = Cost(usage.InputCacheRead, rates.InputCacheRead ?? rates.Input),
            InputCacheWrite = Cost(usage.InputCacheWrite, cacheWriteRate)
                + Cost(usage.InputCacheWriteOneHour, rates.InputCacheWriteOneHour ?? cacheWriteRate),
            InputAudio = Cost(usage.InputAudio, rates.InputAudio ?? rates.Input),
            InputImage = Cost(usage.InputImage, rates.InputImage ?? rates.Input),
            Output = Cost(usage.Output, rates.Output),
            OutputReasoning = Cost(usage.OutputReasoning, rates.OutputReasoning ?? rates.Output),
            OutputAudio = Cost(usage.OutputAudio, rates.OutputAudio ?? rates.Output),
            OutputImage = Cost(usage.OutputImage, rates.OutputImage ?? rates.Output),
        };
    }

    private ModelPrice For(long inputTokens, DateTimeOffset timestamp)
    {
        var price = this;
        for (var i = 0; i < Windows.Count; i++)
        {
            if (Windows[i].Contains(timestamp.UtcDateTime))
            {
                price = Windows[i].Price;
                break;
            }
        }

        for (var i = price.ContextTiers.Count - 1; i >= 0; i--)
        {
            if (inputTokens >= price.ContextTiers[i].FromInputTokens)
            {
                return price.ContextTiers[i].Price;
            }
        }

        return price;
    }

    // Multiplied first and divided once, so that nothing is lost.
    private static decimal Cost(long tokens, decimal ratePerMillion) => tokens is 0 ? 0 : tokens * ratePerMillion / 1_000_000;
}
