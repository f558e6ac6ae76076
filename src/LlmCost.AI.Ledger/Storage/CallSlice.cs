using Microsoft.Data.Sqlite;

namespace LlmCost.AI;

/// <summary>The calls of a period, and the rows to read for them.</summary>
/// <param name="From">The start of the period in microseconds.</param>
/// <param name="To">The end of the period, exclusive.</param>
/// <param name="Rows">The range of rows that contains the calls, or null to find them by the index.</param>
internal readonly record struct CallSlice(long From, long To, (long First, long Last)? Rows = null)
{
    /// <summary>The number of rows above which another connection saves time.</summary>
    private const long MinRows = 50_000;

    /// <summary>The number of rows that a scan reads in the time in which the index finds one row.</summary>
    private const long RowsPerCall = 2;

    /// <summary>Gets the table to which <see cref="Condition"/> applies, as it appears in the SQL.</summary>
    public string Table => Rows is null ? "call" : "call NOT INDEXED";

    /// <summary>Gets the SQL condition that selects the calls.</summary>
    public string Condition => Rows is var (first, last)
        ? $"seq BETWEEN {first} AND {last} AND occurred_at >= {From} AND occurred_at < {To}"
        : $"occurred_at >= {From} AND occurred_at < {To}";

    /// <summary>Returns the slice with all calls of a period.</summary>
    /// <remarks>Rows are in the order in which calls ended, so the rows of a period are close together.</remarks>
    public static CallSlice Of(SqliteConnection connection, long from, long to)
    {
        // SQLite runs this query on the index alone.
        using var command = connection.CreateCommand();
        command.CommandText = $"SELECT count(*), min(seq), max(seq) FROM call WHERE occurred_at >= {from} AND occurred_at < {to}";
        using var row = command.ExecuteReader();
        row.Read();
        var calls = row.GetInt64(0);
        return calls > 0 && row.GetInt64(1) is var first && row.GetInt64(2) is var last && (last - first) / RowsPerCall < calls
            ? new CallSlice(from, to, (first, last))
            : new CallSlice(from, to);
    }

    /// <summary>Divides the rows into parts of the same size.</summary>
    /// <param name="count">The maximum number of parts.</param>
    public List<CallSlice> Split(int count)
    {
        if (Rows is not var (first, last) || Math.Min(count, (last - first) / MinRows) is not (> 1 and var parts))
        {
            return [this];
        }

        var (slices, size) = (new List<CallSlice>(), ((last - first) / parts) + 1);
        for (; first <= last; first += size)
        {
            slices.Add(this with { Rows = (first, Math.Min(last, first + size - 1)) });
        }

        return slices;
    }
}
