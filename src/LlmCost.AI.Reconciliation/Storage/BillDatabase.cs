using System.Globalization;
using Microsoft.Data.Sqlite;

namespace LlmCost.AI;

/// <summary>Opens files of bills.</summary>
internal static class BillDatabase
{
    /// <summary>Opens a file, and creates it if it does not exist.</summary>
    /// <exception cref="InvalidDataException">The file is not a file of bills, or is of another version.</exception>
    /// <exception cref="SqliteException">The file can't be opened or written.</exception>
    public static SqliteConnection Open(string path)
    {
        var connection = SqliteFile.Open(path, SqliteOpenMode.ReadWriteCreate);
        try
        {
            // The synchronous mode NORMAL is safe enough, because buckets that are lost in a power failure are read again from
            // their source.
            connection.Execute("PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA foreign_keys = ON;");

            // The transaction is IMMEDIATE, so that one process waits if two processes create the file at the same time.
            using (var transaction = connection.BeginTransaction(deferred: false))
            {
                if (connection.Number("SELECT count(*) FROM sqlite_schema") is 0)
                {
                    connection.Execute(
                        $"{BillSchema.Create} PRAGMA application_id = {BillSchema.ApplicationId}; "
                            + $"PRAGMA user_version = {BillSchema.Version};");
                }

                transaction.Commit();
            }

            Check(connection, path);
            connection.Execute(BillSchema.CreateReadFile);
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    /// <summary>Creates a command with parameters <c>$1</c>, <c>$2</c>, ….</summary>
    public static SqliteCommand Command(this SqliteConnection connection, string sql, params ReadOnlySpan<object?> values)
    {
        var command = connection.CreateCommand();
        command.CommandText = sql;
        for (var i = 0; i < values.Length; i++)
        {
            command.Parameters.AddWithValue(
                string.Create(CultureInfo.InvariantCulture, $"${i + 1}"), values[i] ?? DBNull.Value);
        }

        return command;
    }

    private static void Check(SqliteConnection connection, string path)
    {
        if (connection.Number("PRAGMA application_id") is not BillSchema.ApplicationId)
        {
            throw new InvalidDataException($"'{path}' is not a file of bills. Choose another path, or move the file away.");
        }

        if (connection.Number("PRAGMA user_version") is var version && version is not BillSchema.Version)
        {
            throw new InvalidDataException(string.Create(
                CultureInfo.InvariantCulture,
                $"'{path}' is a file of bills of version {version}; this version of LlmCost.AI.Reconciliation reads version ")
                + BillSchema.Version.ToString(CultureInfo.InvariantCulture)
                + (version > BillSchema.Version
                    ? " only. Update the package, or choose another path."
                    : " only. Move the file away, and pull or import the bills again."));
        }
    }
}
