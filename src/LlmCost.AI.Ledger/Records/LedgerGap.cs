namespace LlmCost.AI;

/// <summary>The sums of calls that the ledger could not store. The stored calls and the gaps add up to the metrics.</summary>
public sealed record LedgerGap
{
    /// <summary>Gets the unique id of the gap.</summary>
    public required Guid Id { get; init; }

    /// <summary>Gets the start of the earliest call.</summary>
    public required DateTimeOffset Start { get; init; }

    /// <summary>Gets the start of the latest call.</summary>
    public required DateTimeOffset End { get; init; }

    /// <summary>Gets the reason why the ledger could not store the calls.</summary>
    public required LedgerGapReason Reason { get; init; }

    /// <summary>Gets the number of calls.</summary>
    public required long Calls { get; init; }

    /// <summary>Gets the number of calls whose cost is unknown.</summary>
    public long UnpricedCalls { get; init; }

    /// <summary>Gets the number of input tokens of all kinds.</summary>
    public long InputTokens { get; init; }

    /// <summary>Gets the number of output tokens of all kinds.</summary>
    public long OutputTokens { get; init; }

    /// <summary>Gets the cost of the priced calls, in USD.</summary>
    public decimal Cost { get; init; }

    /// <summary>Gets the cost at list prices, in USD, of the calls whose list cost is known.</summary>
    public decimal ListCost { get; init; }
}
