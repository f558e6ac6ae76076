namespace LlmCost.AI;

/// <summary>The comparison of the bill with the ledger for one group.</summary>
/// <remarks>
/// Immutable and safe to use from any thread. <see cref="Difference"/> is exactly the sum of <see cref="QuantityEffect"/>,
/// <see cref="PriceEffect"/>, <see cref="BillOnly"/>, <see cref="LedgerOnly"/> and <see cref="WithoutQuantity"/>. Amounts are
/// USD.
/// </remarks>
public sealed record ReconciliationRow
{
    /// <summary>
    /// Gets the values of the fields in <see cref="ReconciliationOptions.By"/>, in the same order. A missing value is
    /// <see langword="null"/>.
    /// </summary>
    public required IReadOnlyList<string?> Values { get; init; }

    /// <summary>Gets the result of the comparison.</summary>
    public required ReconciliationStatus Status { get; init; }

    /// <summary>Gets the number of calls in the ledger.</summary>
    public long MeteredCalls { get; init; }

    /// <summary>Gets the number of requests on the bill, or <see langword="null"/> if the bill does not count requests.</summary>
    public long? BilledRequests { get; init; }

    /// <summary>Gets the number of tokens in the ledger.</summary>
    public decimal MeteredTokens { get; init; }

    /// <summary>Gets the number of tokens on the bill, or <see langword="null"/> if the bill does not count tokens.</summary>
    public decimal? BilledTokens { get; init; }

    /// <summary>Gets the cost in the ledger.</summary>
    public decimal Metered { get; init; }

    /// <summary>Gets the billed amount, or <see langword="null"/> if the bills of the provider contain only usage.</summary>
    public decimal? Billed { get; init; }

    /// <summary>Gets the billed amount minus the cost in the ledger, or zero if nothing was billed yet.</summary>
    public decimal Difference => Billed is { } billed ? billed - Metered : 0;

    /// <summary>
    /// Gets the part of the difference that is due to different quantities: (billed − metered quantity) × metered price.
    /// </summary>
    public decimal QuantityEffect { get; init; }

    /// <summary>
    /// Gets the part of the difference that is due to different prices: billed quantity × (billed − metered price).
    /// </summary>
    public decimal PriceEffect { get; init; }

    /// <summary>Gets the part of the difference that comes from usage that only the bill has.</summary>
    public decimal BillOnly { get; init; }

    /// <summary>Gets the part of the difference that comes from usage that only the ledger has. It is zero or negative.</summary>
    public decimal LedgerOnly { get; init; }

    /// <summary>
    /// Gets the part of the difference that can't be divided into a quantity effect and a price effect, because the bill has no
    /// quantities.
    /// </summary>
    public decimal WithoutQuantity { get; init; }

    /// <summary>
    /// Gets the number of calls without a known cost. If the number is not 0, <see cref="Metered"/> is a lower bound.
    /// </summary>
    public long UnpricedCalls { get; init; }

    /// <summary>
    /// Gets a value indicating whether a model or unit of the bill was guessed from a name without a documented format.
    /// </summary>
    public bool IsGuess { get; init; }

    /// <summary>
    /// Gets the difference as a share of the cost in the ledger, or <see langword="null"/> if the ledger has no cost.
    /// </summary>
    public decimal? Drift => Billed is null || Metered is 0 ? null : Difference / Metered;
}
