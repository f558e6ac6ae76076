namespace LlmCost.AI;

/// <summary>The prices that a bill implies for a model whose prices differ or are unknown.</summary>
/// <remarks>
/// Immutable and safe to use from any thread. A proposal is never applied automatically, because the bill can be wrong or contain
/// a discount.
/// </remarks>
public sealed record PriceProposal
{
    /// <summary>Gets the provider.</summary>
    public required string Provider { get; init; }

    /// <summary>Gets the model.</summary>
    public required string Model { get; init; }

    /// <summary>Gets the prices by unit, in USD per million tokens, rounded to 6 decimal places.</summary>
    public required IReadOnlyDictionary<string, decimal> Prices { get; init; }

    /// <summary>Gets the prices that the ledger used, in the same format. Units without a price are left out.</summary>
    public required IReadOnlyDictionary<string, decimal> CurrentPrices { get; init; }
}
