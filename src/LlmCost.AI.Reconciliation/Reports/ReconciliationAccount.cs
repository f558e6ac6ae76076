namespace LlmCost.AI;

/// <summary>How much of an account's bill the ledger covers.</summary>
/// <remarks>Immutable and safe to use from any thread. Only final days of the period count, except for the factor.</remarks>
public sealed record ReconciliationAccount
{
    /// <summary>Gets the provider.</summary>
    public required string Provider { get; init; }

    /// <summary>Gets the account, or <see langword="null"/> if bill and ledger are compared without.</summary>
    public string? Account { get; init; }

    /// <summary>Gets the cost in the ledger, in USD.</summary>
    public required decimal Metered { get; init; }

    /// <summary>Gets the billed amount in USD, or <see langword="null"/> if there are no costs of the provider.</summary>
    public required decimal? Billed { get; init; }

    /// <summary>
    /// Gets metered divided by billed requests, or tokens where the bill counts no requests. Read it before the drift: a drift
    /// without its coverage means nothing. <see langword="null"/> if the bill has neither.
    /// </summary>
    public decimal? Coverage { get; init; }

    /// <summary>Gets a value indicating whether the coverage is that of tokens.</summary>
    public bool IsCoverageOfTokens { get; init; }

    /// <summary>Gets the number of final days.</summary>
    public required int FinalDays { get; init; }

    /// <summary>Gets the latest final day.</summary>
    public DateOnly? LatestFinalDay { get; init; }

    /// <summary>
    /// Gets billed divided by metered over the last 28 final days, or <see langword="null"/>; see <see cref="NoFactorReason"/>.
    /// It is never applied by itself: records, metrics and budgets stay as they were metered.
    /// </summary>
    public decimal? CorrectionFactor { get; init; }

    /// <summary>Gets why there is no factor.</summary>
    public string? NoFactorReason { get; init; }

    /// <summary>Gets billed less metered, as a share of metered, or <see langword="null"/> if one of them is missing.</summary>
    public decimal? Drift => Billed is { } billed && Metered > 0 ? (billed - Metered) / Metered : null;
}
