namespace LlmCost.AI;

/// <summary>A row of a report: sums of calls with the same values.</summary>
public sealed record LedgerReportRow
{
    /// <summary>
    /// Gets the values of the fields in <see cref="LedgerReportQuery.By"/>, in order; <see langword="null"/> if a call has none.
    /// </summary>
    public required IReadOnlyList<string?> Values { get; init; }

    /// <summary>Gets the number of calls, or of charges if the report is grouped by unit.</summary>
    public long Calls { get; init; }

    /// <summary>Gets the number of calls whose cost is unknown. <see cref="Cost"/> does not contain them.</summary>
    public long UnpricedCalls { get; init; }

    /// <summary>Gets the number of calls whose cost does not contain all that was used.</summary>
    public long PartialCalls { get; init; }

    /// <summary>Gets the number of calls whose usage is estimated.</summary>
    public long EstimatedCalls { get; init; }

    /// <summary>Gets the number of calls that failed or were canceled.</summary>
    public long FailedCalls { get; init; }

    /// <summary>Gets all input, in tokens.</summary>
    public long InputTokens { get; init; }

    /// <summary>Gets all output, in tokens.</summary>
    public long OutputTokens { get; init; }

    /// <summary>Gets the number of units, if the report is grouped by unit.</summary>
    public decimal Quantity { get; init; }

    /// <summary>Gets the sum of the durations.</summary>
    public TimeSpan Duration { get; init; }

    /// <summary>Gets the cost, in USD, of the calls for which it is known.</summary>
    public decimal Cost { get; init; }

    /// <summary>Gets the cost at list price, in USD, of the calls for which it is known.</summary>
    public decimal ListCost { get; init; }

    /// <summary>Gets the cost in the earlier period, in USD, or <see langword="null"/> if there is none.</summary>
    public decimal? EarlierCost { get; init; }

    /// <summary>Gets a value indicating whether <see cref="Cost"/> is a lower bound.</summary>
    public bool IsLowerBound => UnpricedCalls > 0 || PartialCalls > 0;
}
