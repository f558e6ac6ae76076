using Microsoft.Data.Sqlite;

namespace LlmCost.AI;

/// <summary>A row of the table <c>day</c>: a day whose sums have been computed.</summary>
/// <param name="IsDirty">True if records arrived after the sums were computed, so that the sums must be recomputed.</param>
/// <param name="IsPurged">True if the records are deleted.</param>
/// <param name="Archive">The name of the file with the records, or <see langword="null"/> if there is none.</param>
internal sealed record DayState(bool IsDirty, bool IsPurged, string? Archive)
{
    /// <summary>The prefix of the rows in <c>meta</c> that list the days whose archives are about to be replaced.</summary>
    public const string ReplacedName = "archive_replaced:";

    /// <summary>Returns the days whose archives are about to be replaced.</summary>
    public static HashSet<DateOnly> ReadReplaced(SqliteConnection connection)
    {
        using var command = connection.CreateCommand();
        command.CommandText = $"SELECT name FROM meta WHERE name LIKE '{ReplacedName}%'";
        using var row = command.ExecuteReader();
        var days = new HashSet<DateOnly>();
        while (row.Read())
        {
            days.Add(LedgerTime.ParseDay(row.GetString(0)[ReplacedName.Length..]));
        }

        return days;
    }

    public static Dictionary<DateOnly, DayState> Read(SqliteConnection connection)
    {
        using var command = connection.CreateCommand();
        command.CommandText = "SELECT day, is_dirty, is_purged, archive FROM day";
        using var row = command.ExecuteReader();
        var days = new Dictionary<DateOnly, DayState>();
        while (row.Read())
        {
            days.Add(
                LedgerTime.ParseDay(row.GetString(0)),
                new DayState(row.GetBoolean(1), row.GetBoolean(2), LedgerColumns.Text(row, 3)));
        }

        return days;
    }
}
