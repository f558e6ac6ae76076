using System.Globalization;
using Microsoft.Data.Sqlite;

namespace LlmCost.AI;

/// <summary>
/// Stores how far a file is forwarded to each destination: the last <c>seq</c> of calls and of gaps, in the table <c>meta</c>.
/// </summary>
internal static class ForwardingMarks
{
    private const string CallPrefix = "forwarded:";
    private const string GapPrefix = "forwarded_gaps:";

    /// <summary>
    /// Records that the file is forwarded to a destination. From then on, the sums of calls that are deleted before they are
    /// forwarded are kept for the destination.
    /// </summary>
    public static void Begin(SqliteConnection connection, string destination)
    {
        using var command = connection.CreateCommand();
        command.CommandText = "INSERT OR IGNORE INTO meta (name, value) VALUES ($calls, '0'), ($gaps, '0')";
        command.Parameters.AddWithValue("$calls", CallPrefix + destination);
        command.Parameters.AddWithValue("$gaps", GapPrefix + destination);
        command.ExecuteNonQuery();
    }

    public static (long Calls, long Gaps) Read(SqliteConnection connection, string destination)
    {
        var marks = ReadAll(connection);
        return (marks[CallPrefix + destination], marks[GapPrefix + destination]);
    }

    public static void Write(
        SqliteConnection connection, SqliteTransaction transaction, string destination, long calls, long gaps)
    {
        using var insert = new SqlInsert(connection, "meta", "name, value", "OR REPLACE");
        insert.Run(transaction, CallPrefix + destination, calls.ToString(CultureInfo.InvariantCulture));
        insert.Run(transaction, GapPrefix + destination, gaps.ToString(CultureInfo.InvariantCulture));
    }

    /// <summary>Returns the destinations of the file, each with the last call that was forwarded to it.</summary>
    public static IEnumerable<(string Destination, long Mark)> OfCalls(SqliteConnection connection) => ReadAll(connection)
        .Where(mark => mark.Key.StartsWith(CallPrefix, StringComparison.Ordinal))
        .Select(mark => (mark.Key[CallPrefix.Length..], mark.Value));

    private static Dictionary<string, long> ReadAll(SqliteConnection connection)
    {
        using var command = connection.CreateCommand();
        command.CommandText = "SELECT name, value FROM meta WHERE name LIKE 'forwarded%'";
        using var row = command.ExecuteReader();
        var marks = new Dictionary<string, long>(StringComparer.Ordinal);
        while (row.Read())
        {
            marks.Add(row.GetString(0), long.Parse(row.GetString(1), CultureInfo.InvariantCulture));
        }

        return marks;
    }
}
