namespace LlmCost.AI;

/// <summary>
/// A non-token price as the provider publishes it: an amount in USD for a number of units.
/// </summary>
public sealed record FeeRate
{
    /// <summary>Gets the billed unit.</summary>
    public required BillableUnit Unit { get; init; }

    /// <summary>Gets the price, in USD, for <see cref="Per"/> units; zero or more.</summary>
    public required decimal Amount { get; init; }

    /// <summary>
    /// Gets the number of units to which the price applies, such as 1,000 searches or 3,600 seconds; greater than zero. This
    /// number is separate from the amount, because the price of one unit may be a repeating decimal. Default: 1.
    /// </summary>
    public decimal Per { get; init; } = 1;

    /// <summary>
    /// Gets the kind of the unit, such as the size and quality of images; <see langword="null"/> means any kind.
    /// </summary>
    public string? Kind { get; init; }

    /// <summary>Gets the part of the cost to which the fee belongs. Default: <see cref="CostDirection.Other"/>.</summary>
    public CostDirection Direction { get; init; }
}
