namespace LlmCost.AI;

/// <summary>A unit and its price. It is stored once for all charges with the same values.</summary>
/// <remarks>Immutable and safe to use from any thread.</remarks>
public sealed record LedgerPrice
{
    /// <inheritdoc cref="Charge.Unit"/>
    public required string Unit { get; init; }

    /// <inheritdoc cref="Charge.Kind"/>
    public string? Kind { get; init; }

    /// <inheritdoc cref="Charge.Model"/>
    public string? Model { get; init; }

    /// <inheritdoc cref="Charge.Direction"/>
    public CostDirection Direction { get; init; }

    /// <summary>
    /// Gets the price for <see cref="Per"/> units, in USD, before discounts and rounding, or <see langword="null"/> if the unit
    /// was used and has no price.
    /// </summary>
    public decimal? UnitPrice { get; init; }

    /// <summary>Gets the number of units that <see cref="UnitPrice"/> is for: 1,000,000 for tokens.</summary>
    public decimal Per { get; init; } = 1;
}
