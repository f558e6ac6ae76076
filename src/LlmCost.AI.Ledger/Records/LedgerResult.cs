namespace LlmCost.AI;

/// <summary>
/// How calls ended, and where their usage and their price come from. Stored once for all calls with the same values.
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
    /// Gets the parts that the cost does not contain, as <c>NAME:REASON</c> separated by commas, such as
    /// <c>web_searches:missing_rate</c>; <see langword="null"/> if it contains all.
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
    /// Gets a value indicating whether the cost is unknown, although the calls may be billed. A failed call that used nothing and
    /// a provisioned deployment without a cost are not unpriced.
    /// </summary>
    public bool IsUnpriced => !IsPriced && UnpricedReason is not UnpricedReason.None;

    /// <summary>Gets a value indicating whether the cost is known, but does not contain all that was used.</summary>
    public bool IsPartial => IsPriced && UnpricedParts is not null;
}
