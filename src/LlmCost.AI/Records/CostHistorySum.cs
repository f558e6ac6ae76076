namespace LlmCost.AI;

/// <summary>A sum of calls or, if <see cref="Unit"/> is set, of their charges for this unit.</summary>
/// <remarks>Immutable and safe to use from any thread.</remarks>
public sealed record CostHistorySum
{
    /// <summary>Gets the operation, as in <see cref="CostRecord.OperationName"/>.</summary>
    public required string OperationName { get; init; }

    /// <summary>Gets the provider, or <see langword="null"/> if it is unknown.</summary>
    public string? ProviderName { get; init; }

    /// <summary>Gets the model that responded, or else the requested model. <see langword="null"/> if both are unknown.</summary>
    public string? Model { get; init; }

    /// <summary>Gets the feature, or <see langword="null"/> if the calls have none.</summary>
    public string? Feature { get; init; }

    /// <summary>Gets the tags of the calls. Empty if the sums are not divided by tags.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Tags { get; init; } = [];

    /// <summary>Gets the outcome of the calls.</summary>
    public CallOutcome Outcome { get; init; }

    /// <summary>Gets the source of the usage of the calls.</summary>
    public UsageSource UsageSource { get; init; }

    /// <summary>Gets the source of the price of the calls.</summary>
    public PriceSource PriceSource { get; init; }

    /// <summary>Gets a value indicating whether the cost of the calls is known.</summary>
    public bool IsPriced { get; init; }

    /// <summary>Gets a value indicating whether the cost is unknown, although the calls may be billed.</summary>
    public bool IsUnpriced { get; init; }

    /// <summary>Gets a value indicating whether the cost is known, but incomplete.</summary>
    public bool IsPartial { get; init; }

    /// <summary>Gets the number of calls, or 0 for a sum of charges.</summary>
    public long Calls { get; init; }

    /// <summary>
    /// Gets the unit of the charges, as in <see cref="Charge.Unit"/>, or <see langword="null"/> for a sum of calls.
    /// </summary>
    public string? Unit { get; init; }

    /// <summary>Gets the number of units, or 0 for a sum of calls.</summary>
    public decimal Quantity { get; init; }

    /// <summary>Gets the cost of the charges in USD, or 0 for a sum of calls.</summary>
    public decimal Cost { get; init; }
}
