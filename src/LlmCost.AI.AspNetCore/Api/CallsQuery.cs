namespace LlmCost.AI;

/// <summary>A query that selects and orders calls.</summary>
/// <param name="From">The start of the range, in seconds since 1970.</param>
/// <param name="To">The end of the range, exclusive.</param>
/// <param name="Sort">The order.</param>
/// <param name="Outcome">The outcome of the calls, or null for all outcomes.</param>
/// <param name="Filter">The filter that selects the calls.</param>
/// <param name="Skip">The number of calls to skip.</param>
/// <param name="Take">The maximum number of calls to return.</param>
internal sealed record CallsQuery(long From, long To, string Sort, string? Outcome, CallFilter Filter, int Skip, int Take)
{
    private const int DefaultTake = 100;
    private const int MaxTake = 1_000;
    private const int MaxSkip = 1_000_000;

    private static readonly Dictionary<string, Comparison<CostRecord>> s_orders = new()
    {
        ["newest"] = Newest,
        ["dearest"] = (a, b) => (b.Cost?.Total ?? -1).CompareTo(a.Cost?.Total ?? -1),
        ["input"] = (a, b) => b.Usage.TotalInput.CompareTo(a.Usage.TotalInput),
        ["output"] = (a, b) => b.Usage.TotalOutput.CompareTo(a.Usage.TotalOutput),
        ["slowest"] = (a, b) => b.Duration.CompareTo(a.Duration),
        ["unpriced"] = (a, b) => IsUnpriced(b).CompareTo(IsUnpriced(a)),
    };

    /// <summary>Gets the start and the end of the range.</summary>
    public (DateTimeOffset From, DateTimeOffset To) Range => (
        DateTimeOffset.FromUnixTimeSeconds(From),
        DateTimeOffset.FromUnixTimeSeconds(Math.Min(To, DateTimeOffset.MaxValue.ToUnixTimeSeconds())));

    /// <summary>Reads the query of a request.</summary>
    public static CallsQuery Read(QueryReader query)
    {
        var sort = query.Text("sort") ?? "newest";
        return s_orders.ContainsKey(sort)
            ? new CallsQuery(
                query.Time("from") ?? 0,
                query.Time("to") ?? long.MaxValue,
                sort,
                query.Text("outcome"),
                query.Filter(),
                query.Number("skip", 0, MaxSkip),
                query.Number("take", DefaultTake, MaxTake))
            : throw new QueryException($"'sort' must be one of {string.Join(", ", s_orders.Keys)}.");
    }

    /// <summary>Orders calls.</summary>
    public void Order(List<EndedCall> calls)
    {
        var order = s_orders[Sort];
        calls.Sort((a, b) => order(a.Record, b.Record) is not 0 and var result ? result : Newest(a.Record, b.Record));
    }

    /// <summary>Returns true if the call matches the filters. The range is not checked.</summary>
    public bool Selects(CostRecord record, IReadOnlyList<string> tagNames) =>
        (Outcome is null || Outcome.Equals(record.Outcome.ToString(), StringComparison.OrdinalIgnoreCase))
        && Filter.Matches(CallSeries.Of(record, tagNames));

    private static int Newest(CostRecord a, CostRecord b) =>
        b.Timestamp.CompareTo(a.Timestamp) is not 0 and var result ? result : b.Id.CompareTo(a.Id);

    private static bool IsUnpriced(CostRecord record) =>
        record.UnpricedReason is not UnpricedReason.None || record.UnpricedParts.Count > 0;
}
