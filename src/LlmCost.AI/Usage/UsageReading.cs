using Microsoft.Extensions.AI;

namespace LlmCost.AI;

/// <summary>What an <see cref="IUsageReader"/> found in one response, or in one update of a stream.</summary>
public readonly record struct UsageReading
{
    /// <summary>
    /// The key in <see cref="UsageDetails.AdditionalCounts"/> for the input that was written to the prompt cache, in tokens. It
    /// is that of Anthropic's client.
    /// </summary>
    public const string CacheWriteCount = "CacheCreationInputTokens";

    /// <summary>The key for what, of the cache writes, was written for one hour, in tokens.</summary>
    public const string CacheWriteOneHourCount = "CacheCreation.Ephemeral1hInputTokens";

    /// <summary>
    /// The disjoint token counts, or <see langword="null"/> to leave them to the next reader and the counts of
    /// Microsoft.Extensions.AI. Several of one streamed response are running totals: of each class the largest count is taken.
    /// </summary>
    public TokenUsage? Usage { get; init; }

    /// <summary>
    /// The counts as the provider reports them, overlapping, in the form of Microsoft.Extensions.AI and with what its client
    /// leaves out; they are made disjoint by the provider's dialect and win over what the client reported. Of several in one
    /// streamed response, the last counts. <see langword="null"/> to leave them to the client. <see cref="Usage"/> wins over
    /// them.
    /// </summary>
    public UsageDetails? Details { get; init; }

    /// <summary>
    /// What a stream reports when it begins, in the form of <see cref="Details"/>: the input that is billed whatever comes then.
    /// Where the stream breaks off before an update with <see cref="IsComplete"/>, these stand, and the answer is estimated from
    /// the text that was seen.
    /// </summary>
    public UsageDetails? InputDetails { get; init; }

    /// <summary>
    /// Whether the provider has now reported the whole usage of a stream for which there were <see cref="InputDetails"/>; what it
    /// left out is taken from these.
    /// </summary>
    public bool IsComplete { get; init; }

    /// <summary>
    /// The tier that the provider says it served, in its own word (<c>default</c>, <c>flex</c>, <c>priority</c>, <c>batch</c>,
    /// …), or <see langword="null"/> if it says nothing. It decides the price; the tier that was asked for does not.
    /// </summary>
    public string? ServiceTier { get; init; }

    /// <summary>
    /// The region or data residency that the provider says it served, such as <c>us</c> or <c>eu</c>, or <see langword="null"/>
    /// if it says nothing. Some prices depend on it.
    /// </summary>
    public string? Region { get; init; }

    /// <summary>
    /// The speed that the provider says it served, such as <c>fast</c>, or <see langword="null"/> if it says nothing. Some prices
    /// depend on it.
    /// </summary>
    public string? Speed { get; init; }

    /// <summary>
    /// What was used beside tokens, such as searches, or <see langword="null"/> to say nothing. Of several in one streamed
    /// response, the last counts.
    /// </summary>
    public IReadOnlyList<BillableQuantity>? Quantities { get; init; }

    /// <summary>
    /// What the provider says it charged for this response, in USD, from zero to 1,000,000; <see langword="null"/> if it says
    /// nothing. It wins over a computed cost. Of several in one streamed response, the last counts.
    /// </summary>
    public decimal? ReportedCost { get; init; }
}
