namespace LlmCost.AI;

/// <summary>A query for a summary.</summary>
/// <param name="edges">The edges of the buckets, in seconds since 1970, ascending.</param>
/// <param name="before">The start of the range to compare with, or null.</param>
/// <param name="by">The dimension by which calls are grouped.</param>
/// <param name="filter">The filter that selects the calls.</param>
/// <param name="maxRows">The number of groups in the table.</param>
internal sealed class SummaryQuery(long[] edges, long? before, CallDimension by, CallFilter filter, int maxRows)
{
    private const int DefaultRows = 100;
    private const int LimitOfRows = 500;

    public long[] Edges => edges;

    public long? Before => before;

    public CallDimension By => by;

    public CallFilter Filter => filter;

    public int MaxRows => maxRows;

    /// <summary>Gets the start of the range, in seconds since 1970.</summary>
    public long From => Edges[0];

    /// <summary>Gets the end of the range, exclusive.</summary>
    public long To => Edges[^1];

    /// <summary>Gets the earliest time from which the query needs data.</summary>
    public long Earliest => Before ?? From;

    /// <summary>Gets the greatest common divisor of all edges, in seconds.</summary>
    public long Step => Edges.Append(Before ?? 0).Aggregate(0L, GreatestCommonDivisor);

    /// <summary>Gets a value indicating whether calls are grouped or filtered by a tag.</summary>
    public bool NeedsTags => By.IsTag || Filter.NeedsTags;

    /// <summary>Reads the query of a request.</summary>
    public static SummaryQuery Read(QueryReader query)
    {
        var edges = query.Edges();
        return query.Time("before") is { } before && before >= edges[0]
            ? throw new QueryException("'before' must be earlier than the first time in 'edges'.")
            : new SummaryQuery(
                edges, query.Time("before"), query.By(), query.Filter(), query.Number("rows", DefaultRows, LimitOfRows));
    }

    /// <summary>Returns the index of the bucket that contains a time, or -1 if the time is before the first bucket.</summary>
    public int BucketOf(long time)
    {
        var index = Array.BinarySearch(Edges, time);
        return index >= 0 ? index : ~index - 1;
    }

    private static long GreatestCommonDivisor(long a, long b) => b is 0 ? a : GreatestCommonDivisor(b, a % b);
}
