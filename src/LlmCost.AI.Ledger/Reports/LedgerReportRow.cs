namespace LlmCost.AI;

/// <summary>A row of a report: sums of calls with the same values.</summary>
public sealed record LedgerReportRow
{
    /// <summary>
    /// Gets the values of the fields in <see cref="LedgerReportQuery.By"/>, in the same order. A missing value is
    /// <see langword="null"/>.
    /// </summary>
    public required IReadOnlyList<string?> Values { get; init; }

    /// <summary>Gets the number of calls, or of charges if the report is grouped by unit.</summary>
    public long Calls { get; init; }

    /// <summary>Gets the number of calls whose cost is unknown. <see cref="Cost"/> does not include them.</summary>
    public long UnpricedCalls { get; init; }

    /// <summary>Gets the number of calls whose cost does not include all of their usage.</summary>
    public long PartialCalls { get; init; }

    /// <summary>Gets the number of calls whose usage is estimated.</summary>
    public long EstimatedCalls { get; init; }

    /// <summary>Gets the number of calls that failed or were canceled.</summary>
    public long FailedCalls { get; init; }

    /// <summary>Gets the number of input tokens of all kinds.</summary>
    public long InputTokens { get; init; }

    /// <summary>Gets the number of output tokens of all kinds.</summary>
    public long OutputTokens { get; init; }

    /// <summary>Gets the number of units, if the report is grouped by unit.</summary>
    public decimal Quantity { get; init; }

    /// <summary>Gets the sum of the durations.</summary>
    public TimeSpan Duration { get; init; }

    /// <summary>Gets the cost of the calls whose cost is known, in USD.</summary>
    public decimal Cost { get; init; }

    /// <summary>Gets the cost at list prices, in USD, of the calls whose list cost is known.</summary>
    public decimal ListCost { get; init; }

    /// <summary>
    /// Gets the cost in the earlier period, in USD, or <see langword="null"/> if the report has no earlier period.
    /// </summary>
    public decimal? EarlierCost { get; init; }

    /// <summary>Gets a value indicating whether <see cref="Cost"/> is a lower bound.</summary>
    public bool IsLowerBound => UnpricedCalls > 0 || PartialCalls > 0;
}
