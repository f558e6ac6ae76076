using System.Globalization;
using Microsoft.AspNetCore.Http;

namespace LlmCost.AI;

/// <summary>
/// Reads values from the query string of a request. Throws a <see cref="QueryException"/> if a value is not valid.
/// </summary>
internal sealed class QueryReader(IQueryCollection query, IReadOnlyList<string> tagNames)
{
    private const int MinEdges = 2;
    private const int MaxEdges = 401;

    // Times are limited to the years 1970 to 2400, so that adding times never overflows.
    private const long MaxTime = 13_569_465_600;

    /// <summary>Returns a value, or null if it is absent.</summary>
    public string? Text(string name) => query[name] is [{ Length: > 0 } text, ..] ? text : null;

    /// <summary>Returns a time in seconds since 1970, or null if it is absent.</summary>
    public long? Time(string name) => Text(name) is { } text ? Time(name, text) : null;

    /// <summary>Returns a number, or the default if it is absent.</summary>
    public int Number(string name, int defaultValue, int max) => Text(name) is not { } text ? defaultValue
        : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number <= max ? number
        : throw new QueryException($"{name} must be a number from 0 to {max}.");

    /// <summary>Returns the edges of the buckets.</summary>
    public long[] Edges()
    {
        var edges = (Text("edges") ?? "").Split(',').Select(text => Time("edges", text)).ToArray();
        for (var i = 1; i < edges.Length; i++)
        {
            if (edges[i] <= edges[i - 1])
            {
                throw new QueryException("'edges' must be ascending.");
            }
        }

        return edges.Length is >= MinEdges and <= MaxEdges
            ? edges
            : throw new QueryException($"'edges' must contain {MinEdges} to {MaxEdges} times.");
    }

    /// <summary>Returns the dimension by which calls are grouped.</summary>
    public CallDimension By()
    {
        var name = Text("by") ?? "model";
        return CallDimension.Find(name, tagNames)
            ?? throw new QueryException("'by' must be model, feature, provider, operation, class or tag:NAME.");
    }

    /// <summary>Returns the filter.</summary>
    public CallFilter Filter()
    {
        var terms = new List<(CallDimension, string?[])>();
        foreach (var (name, values) in query)
        {
            if (name is not "class" && CallDimension.Find(name, tagNames) is { } dimension)
            {
                terms.Add((dimension, values.ToArray()));
            }
        }

        return new CallFilter(terms);
    }

    private static long Time(string name, string text) =>
        long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var time) && time <= MaxTime
            ? time
            : throw new QueryException($"{name} must be in seconds since 1970.");
}
