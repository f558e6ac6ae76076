namespace LlmCost.AI;

/// <summary>A charge of a call: a quantity of one unit at one price.</summary>
/// <remarks>Immutable and safe to use from any thread.</remarks>
public sealed record LedgerCharge
{
    /// <summary>Gets the unit and its price.</summary>
    public required LedgerPrice Price { get; init; }

    /// <inheritdoc cref="Charge.Quantity"/>
    public required decimal Quantity { get; init; }

    /// <summary>Gets the cost in USD, or <see langword="null"/> if the unit was used and has no price.</summary>
    public decimal? Cost { get; init; }

    /// <inheritdoc cref="Charge.ListCost"/>
    public decimal? ListCost { get; init; }
}
