namespace LlmCost.AI;

/// <summary>Selects sums of a ledger.</summary>
public sealed record LedgerTotalsQuery
{
    /// <summary>Gets the period in which the calls started.</summary>
    public required LedgerPeriod Period { get; init; }

    /// <summary>
    /// Gets a value indicating whether the sums are divided by hour. Otherwise, they are divided by day. The calls of the period
    /// are read for it, which takes longer than reading the sums of closed days.
    /// </summary>
    public bool ByHour { get; init; }

    /// <summary>
    /// Gets a value indicating whether the sums are divided by unit and price: sums of charges instead of calls.
    /// </summary>
    public bool ByPrice { get; init; }

    /// <summary>
    /// Gets a value indicating whether the sums are divided by the tags of the calls. It reads the calls of the period.
    /// </summary>
    public bool ByTags { get; init; }
}
