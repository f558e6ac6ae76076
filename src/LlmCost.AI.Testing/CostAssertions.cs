namespace LlmCost.AI.Testing;

/// <summary>Provides assertions on the cost of calls.</summary>
/// <remarks>
/// An assertion on cost fails if the cost is not completely known. This is the case if any call, or any part of its usage, has no
/// price. The assertion also fails if no call was metered.
/// </remarks>
public static class CostAssertions
{
    /// <summary>Asserts that the cost of a response is below a limit.</summary>
    /// <param name="cost">The result of <c>GetCost()</c>.</param>
    /// <param name="usd">The limit in USD.</param>
    /// <exception cref="CostAssertionException">The cost is not below the limit, or not completely known.</exception>
    public static void ShouldStayBelow(this CostSummary? cost, decimal usd) => MeasuredCost.Of(cost).AssertBelow(usd);

    /// <summary>Asserts that the total cost of a tally is below a limit.</summary>
    /// <param name="tally">The tally.</param>
    /// <param name="usd">The limit in USD.</param>
    /// <exception cref="CostAssertionException">The cost is not below the limit, or not completely known.</exception>
    public static void ShouldStayBelow(this CostTally tally, decimal usd) => MeasuredCost.Of(tally).AssertBelow(usd);

    /// <summary>Asserts that the cost of a call is below a limit.</summary>
    /// <param name="record">The record of the call.</param>
    /// <param name="usd">The limit in USD.</param>
    /// <exception cref="CostAssertionException">The cost is not below the limit, or not completely known.</exception>
    public static void ShouldStayBelow(this CostRecord record, decimal usd) => MeasuredCost.Of(record).AssertBelow(usd);

    /// <summary>Asserts that the total cost of all collected calls is below a limit.</summary>
    /// <param name="collector">The collector.</param>
    /// <param name="usd">The limit in USD.</param>
    /// <exception cref="CostAssertionException">The cost is not below the limit, or not completely known.</exception>
    public static void ShouldStayBelow(this CostCollector collector, decimal usd) => MeasuredCost.Of(collector).AssertBelow(usd);

    /// <summary>Asserts the exact cost of a response.</summary>
    /// <param name="cost">The result of <c>GetCost()</c>.</param>
    /// <param name="usd">The cost in USD.</param>
    /// <exception cref="CostAssertionException">The actual cost differs, or is not completely known.</exception>
    public static void ShouldCost(this CostSummary? cost, decimal usd) => MeasuredCost.Of(cost).AssertExactly(usd);

    /// <summary>Asserts the exact cost of the calls of a tally.</summary>
    /// <param name="tally">The tally.</param>
    /// <param name="usd">The cost in USD.</param>
    /// <exception cref="CostAssertionException">The actual cost differs, or is not completely known.</exception>
    public static void ShouldCost(this CostTally tally, decimal usd) => MeasuredCost.Of(tally).AssertExactly(usd);

    /// <summary>Asserts the exact cost of a call.</summary>
    /// <param name="record">The record of the call.</param>
    /// <param name="usd">The cost in USD.</param>
    /// <exception cref="CostAssertionException">The actual cost differs, or is not completely known.</exception>
    public static void ShouldCost(this CostRecord record, decimal usd) => MeasuredCost.Of(record).AssertExactly(usd);

    /// <summary>Asserts the exact cost of all collected calls.</summary>
    /// <param name="collector">The collector.</param>
    /// <param name="usd">The cost in USD.</param>
    /// <exception cref="CostAssertionException">The actual cost differs, or is not completely known.</exception>
    public static void ShouldCost(this CostCollector collector, decimal usd) => MeasuredCost.Of(collector).AssertExactly(usd);

    /// <summary>Asserts that the cost of a response is completely known.</summary>
    /// <param name="cost">The result of <c>GetCost()</c>.</param>
    /// <exception cref="CostAssertionException">The cost is unknown or a lower bound.</exception>
    public static void ShouldBeComplete(this CostSummary? cost) => MeasuredCost.Of(cost).AssertComplete();

    /// <summary>Asserts that the cost of a tally is completely known.</summary>
    /// <param name="tally">The tally.</param>
    /// <exception cref="CostAssertionException">The cost is unknown or a lower bound.</exception>
    public static void ShouldBeComplete(this CostTally tally) => MeasuredCost.Of(tally).AssertComplete();

    /// <summary>Asserts that the cost of a call is completely known.</summary>
    /// <param name="record">The record of the call.</param>
    /// <exception cref="CostAssertionException">The cost is unknown or a lower bound.</exception>
    public static void ShouldBeComplete(this CostRecord record) => MeasuredCost.Of(record).AssertComplete();

    /// <summary>Asserts that the cost of all collected calls is completely known.</summary>
    /// <param name="collector">The collector.</param>
    /// <exception cref="CostAssertionException">The cost is unknown or a lower bound.</exception>
    public static void ShouldBeComplete(this CostCollector collector) => MeasuredCost.Of(collector).AssertComplete();

    /// <summary>Asserts the number of calls of a tally, for example to test that a cache saves calls.</summary>
    /// <param name="tally">The tally.</param>
    /// <param name="calls">The number of calls.</param>
    /// <exception cref="CostAssertionException">The actual number differs.</exception>
    public static void ShouldHaveCalls(this CostTally tally, long calls) => MeasuredCost.Of(tally).AssertCalls(calls);

    /// <summary>Asserts the number of collected calls, for example to test that a cache saves calls.</summary>
    /// <param name="collector">The collector.</param>
    /// <param name="calls">The number of calls.</param>
    /// <exception cref="CostAssertionException">The actual number differs.</exception>
    public static void ShouldHaveCalls(this CostCollector collector, long calls) => MeasuredCost.Of(collector).AssertCalls(calls);
}
