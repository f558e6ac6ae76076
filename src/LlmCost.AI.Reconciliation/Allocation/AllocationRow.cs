namespace LlmCost.AI;

/// <summary>A share of an invoice.</summary>
/// <remarks>Immutable and safe to use from any thread. Amounts are USD.</remarks>
public sealed record AllocationRow
{
    /// <summary>Gets the kind of the row.</summary>
    public required AllocationPart Part { get; init; }

    /// <summary>
    /// Gets the value of the field by which the invoice is split, such as the name of a feature or tenant. It is
    /// <see langword="null"/> for calls without a value, and for rows whose <see cref="Part"/> is not
    /// <see cref="AllocationPart.Metered"/>.
    /// </summary>
    public string? Value { get; init; }

    /// <summary>Gets the number of calls.</summary>
    public long Calls { get; init; }

    /// <summary>Gets the number of input and output tokens.</summary>
    public long Tokens { get; init; }

    /// <summary>Gets the cost in the ledger.</summary>
    public decimal Metered { get; init; }

    /// <summary>
    /// Gets the number of calls without a known cost. Their billed cost is part of <see cref="AllocationPart.Unmetered"/>.
    /// </summary>
    public long UnpricedCalls { get; init; }

    /// <summary>Gets the cost in the ledger at list prices, as far as it is known.</summary>
    public decimal ListCost { get; init; }

    /// <summary>
    /// Gets the savings from prompt cache reads: what the cached tokens would cost at the input price of the same model, minus
    /// their actual cost.
    /// </summary>
    public decimal SavedByCaching { get; init; }

    /// <summary>Gets the cost in the ledger for the preceding period.</summary>
    public decimal EarlierMetered { get; init; }

    /// <summary>
    /// Gets the row's share of the costs that belong to no value of the field, if <see cref="InvoiceAllocation.IsSpread"/> is
    /// true; otherwise 0.
    /// </summary>
    public decimal Spread { get; init; }

    /// <summary>Gets the amount of the row. The amounts of all rows add up to the invoice.</summary>
    public decimal Amount { get; init; }
}
