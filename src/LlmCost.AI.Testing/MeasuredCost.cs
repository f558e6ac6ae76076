namespace LlmCost.AI.Testing;

/// <summary>Represents the cost that an assertion checks.</summary>
/// <param name="Total">The known part of the cost in USD, or <see langword="null"/> if no call has a known cost.</param>
/// <param name="Calls">The number of calls.</param>
/// <param name="UnpricedCalls">The number of calls whose cost is unknown.</param>
/// <param name="PartialCalls">The number of calls whose cost is a lower bound.</param>
/// <param name="Details">A line for each call. The list is empty if the individual calls are unknown.</param>
internal readonly record struct MeasuredCost(
    decimal? Total, long Calls, long UnpricedCalls, long PartialCalls, IReadOnlyList<string> Details)
{
    private string InCalls => Calls is 1 ? " in 1 call" : $" in {Calls} calls";

    public static MeasuredCost Of(CostSummary? cost) =>
        cost is null
            ? throw new CostAssertionException(
                "The response has no cost, because its client is not metered. Add UseCostMetering() next to the provider's "
                + "client.")
            : new MeasuredCost(cost.Total, cost.Calls, cost.UnpricedCalls, cost.PartialCalls, []);

    public static MeasuredCost Of(CostTally tally)
    {
        ArgumentNullException.ThrowIfNull(tally);

        return Of(tally.ToSummary());
    }

    public static MeasuredCost Of(CostRecord record)
    {
        ArgumentNullException.ThrowIfNull(record);

        return Of([record]);
    }

    public static MeasuredCost Of(CostCollector collector)
    {
        ArgumentNullException.ThrowIfNull(collector);

        return Of(collector.Records);
    }

    public void AssertBelow(decimal usd)
    {
        var expected = $"a cost below {CostSnapshot.Number(usd)} USD";
        RequireComplete(expected);
        if (Total >= usd)
        {
            throw Failure(expected, $"it is {CostSnapshot.Number(Total.Value)} USD{InCalls}");
        }
    }

    public void AssertExactly(decimal usd)
    {
        var expected = $"a cost of {CostSnapshot.Number(usd)} USD";
        RequireComplete(expected);
        if (Total != usd)
        {
            throw Failure(expected, $"it is {CostSnapshot.Number(Total ?? 0)} USD{InCalls}");
        }
    }

    public void AssertComplete() => RequireComplete("a cost that is completely known");

    public void AssertCalls(long calls)
    {
        if (Calls != calls)
        {
            throw Failure($"{calls} metered calls", $"the number is {Calls}");
        }
    }

    private static MeasuredCost Of(IReadOnlyList<CostRecord> records)
    {
        var unpriced = records.Count(CostSnapshot.IsUnpriced);
        return new MeasuredCost(
            unpriced > 0 && unpriced == records.Count ? null : records.Sum(record => record.Cost?.Total ?? 0),
            records.Count,
            unpriced,
            records.Count(record => record.Cost is not null && !record.IsComplete),
            [.. records.Select(CostSnapshot.Summarize)]);
    }

    /// <summary>
    /// Throws if the cost is not completely known, because a lower bound can't be compared with the expected cost.
    /// </summary>
    private void RequireComplete(string expected)
    {
        if (Calls is 0)
        {
            throw Failure(
                expected,
                "no call was metered. Add UseCostMetering() next to the provider's client, and make the calls before the "
                + "assertion");
        }

        if (Total is not { } total)
        {
            throw Failure(expected, $"it is unknown: no call has a price{InCalls}");
        }

        if (UnpricedCalls > 0 || PartialCalls > 0)
        {
            throw Failure(
                expected,
                $"it is only known to be at least {CostSnapshot.Number(total)} USD{InCalls}: {UnpricedCalls} without a price, "
                + $"{PartialCalls} with an incomplete price");
        }
    }

    private CostAssertionException Failure(string expected, string actual) =>
        new(string.Concat([$"Expected {expected}, but {actual}.", .. Details.Select(line => $"{Environment.NewLine}  {line}")]));
}
