namespace LlmCost.AI;

/// <summary>
/// The outcome of calls, and the sources of their usage and price. It is stored once for all calls with the same values.
/// </summary>
/// <remarks>Immutable and safe to use from any thread.</remarks>
public sealed record LedgerResult
{
    /// <inheritdoc cref="CostRecord.Outcome"/>
    public CallOutcome Outcome { get; init; }

    /// <inheritdoc cref="CostRecord.ErrorType"/>
    public string? ErrorType { get; init; }

    /// <inheritdoc cref="CostRecord.IsStreaming"/>
    public bool IsStreaming { get; init; }

    /// <inheritdoc cref="CostRecord.UsageSource"/>
    public UsageSource UsageSource { get; init; }

    /// <inheritdoc cref="CostRecord.Anomalies"/>
    public UsageAnomalies Anomalies { get; init; }

    /// <summary>Gets the reason why the cost is unknown, or <see cref="UnpricedReason.None"/>.</summary>
    public UnpricedReason UnpricedReason { get; init; }

    /// <summary>
    /// Gets the parts of the usage that the cost does not include, as <c>NAME:REASON</c> separated by commas, such as
    /// <c>web_searches:missing_rate</c>, or <see langword="null"/> if the cost is complete.
    /// </summary>
    public string? UnpricedParts { get; init; }

    /// <inheritdoc cref="CostRecord.PriceSource"/>
    public PriceSource PriceSource { get; init; }

    /// <inheritdoc cref="CostRecord.PriceListName"/>
    public string? PriceListName { get; init; }

    /// <inheritdoc cref="CostRecord.PriceListVersion"/>
    public string? PriceListVersion { get; init; }

    /// <inheritdoc cref="CostRecord.FallbackProvider"/>
    public string? FallbackProvider { get; init; }

    /// <inheritdoc cref="CostRecord.IsProvisioned"/>
    public bool IsProvisioned { get; init; }

    /// <summary>Gets a value indicating whether the cost is known.</summary>
    public bool IsPriced { get; init; }

    /// <summary>
    /// Gets a value indicating whether the cost is unknown, although the calls may be billed. The value is
    /// <see langword="false"/> for failed calls that used nothing, and for calls of provisioned deployments without a cost.
    /// </summary>
    public bool IsUnpriced => !IsPriced && UnpricedReason is not UnpricedReason.None;

    /// <summary>Gets a value indicating whether the cost is known, but does not include all of the usage.</summary>
    public bool IsPartial => IsPriced && UnpricedParts is not null;
}
