namespace LlmCost.AI;

/// <summary>The extent to which the ledger covers the bill of an account.</summary>
/// <remarks>
/// Immutable and safe to use from any thread. All values except the factor include only the final days of the period.
/// </remarks>
public sealed record ReconciliationAccount
{
    /// <summary>Gets the provider.</summary>
    public required string Provider { get; init; }

    /// <summary>Gets the account, or <see langword="null"/> if the bill and the ledger are compared without accounts.</summary>
    public string? Account { get; init; }

    /// <summary>Gets the cost in the ledger, in USD.</summary>
    public required decimal Metered { get; init; }

    /// <summary>Gets the billed amount in USD, or <see langword="null"/> if the bills of the provider contain no costs.</summary>
    public required decimal? Billed { get; init; }

    /// <summary>
    /// Gets the number of metered requests divided by the number of billed requests. If the bill does not count requests, tokens
    /// are used instead. The value is <see langword="null"/> if the bill counts neither. Check the coverage before the drift,
    /// because the drift is meaningless if calls are missing.
    /// </summary>
    public decimal? Coverage { get; init; }

    /// <summary>Gets a value indicating whether the coverage is computed from tokens.</summary>
    public bool IsCoverageOfTokens { get; init; }

    /// <summary>Gets the number of final days.</summary>
    public required int FinalDays { get; init; }

    /// <summary>Gets the latest final day.</summary>
    public DateOnly? LatestFinalDay { get; init; }

    /// <summary>
    /// Gets the billed cost divided by the metered cost over the last 28 final days, or <see langword="null"/> for the reason in
    /// <see cref="NoFactorReason"/>. It is never applied automatically: records, metrics and budgets keep the metered costs.
    /// </summary>
    public decimal? CorrectionFactor { get; init; }

    /// <summary>Gets the reason why there is no correction factor, or <see langword="null"/> if there is a factor.</summary>
    public string? NoFactorReason { get; init; }

    /// <summary>
    /// Gets the billed cost minus the metered cost, as a share of the metered cost, or <see langword="null"/> if one of the costs
    /// is missing.
    /// </summary>
    public decimal? Drift => Billed is { } billed && Metered > 0 ? (billed - Metered) / Metered : null;
}
