using System.Globalization;
using Microsoft.Data.Sqlite;

namespace LlmCost.AI;

/// <summary>Opens SQLite files, and executes statements that return nothing or one number.</summary>
/// <remarks>LlmCost.AI.Reconciliation also compiles this file.</remarks>
internal static class SqliteFile
{
    private const int BusySeconds = 30;

    /// <exception cref="SqliteException">The file can't be opened.</exception>
    public static SqliteConnection Open(string path, SqliteOpenMode mode)
    {
        var connection = new SqliteConnection(new SqliteConnectionStringBuilder
        {
            DataSource = path,
            Mode = mode,
            Pooling = false,
            DefaultTimeout = BusySeconds,
        }.ToString());
        connection.Open();
        return connection;
    }

    public static void Execute(this SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    public static long Number(this SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        return Convert.ToInt64(command.ExecuteScalar(), CultureInfo.InvariantCulture);
    }
}
