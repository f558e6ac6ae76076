namespace LlmCost.AI;

/// <summary>Selects sums of a ledger.</summary>
public sealed record LedgerTotalsQuery
{
    /// <summary>Gets the period in which the calls started.</summary>
    public required LedgerPeriod Period { get; init; }

    /// <summary>
    /// Gets a value indicating whether the sums are divided by hour. Otherwise, they are divided by day. Hours are computed from
    /// single calls, which take longer to read than the sums of closed days.
    /// </summary>
    public bool ByHour { get; init; }

    /// <summary>
    /// Gets a value indicating whether the sums are divided by unit and price. If so, they are sums of charges;
    /// otherwise, they are sums of calls.
    /// </summary>
    public bool ByPrice { get; init; }

    /// <summary>
    /// Gets a value indicating whether the sums are divided by the tags of the calls. The tags are read from single calls, as the
    /// hours are for <see cref="ByHour"/>.
    /// </summary>
    public bool ByTags { get; init; }
}
