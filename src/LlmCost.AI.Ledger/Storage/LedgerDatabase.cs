using System.Globalization;
using Microsoft.Data.Sqlite;

namespace LlmCost.AI;

/// <summary>Opens ledger files.</summary>
internal static class LedgerDatabase
{
    /// <summary>SQLite's error codes for files and folders without write permission.</summary>
    private const int ReadOnly = 8;

    /// <inheritdoc cref="ReadOnly"/>
    private const int CantOpen = 14;

    /// <summary>Opens a file for writing, and creates its tables if it is new.</summary>
    /// <exception cref="InvalidDataException">The file is not a ledger, or is a ledger of another version.</exception>
    /// <exception cref="SqliteException">The file can't be opened or written.</exception>
    public static SqliteConnection OpenToWrite(string path, bool fullSync)
    {
        var connection = Open(path, SqliteOpenMode.ReadWriteCreate);
        try
        {
            // The order matters: the page size and vacuuming can only be set before the first table exists.
            if (IsEmpty(connection))
            {
                connection.Execute("PRAGMA auto_vacuum = INCREMENTAL; PRAGMA journal_mode = WAL;");
                using var transaction = connection.BeginTransaction();
                connection.Execute(
                    $"{LedgerSchema.Create} PRAGMA application_id = {LedgerSchema.ApplicationId}; "
                        + $"PRAGMA user_version = {LedgerSchema.Version};");
                transaction.Commit();
            }

            Check(connection, path);
            connection.Execute($"PRAGMA synchronous = {(fullSync ? "FULL" : "NORMAL")}; PRAGMA foreign_keys = ON;");
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    /// <summary>Opens a file for reading, while another process may be writing it.</summary>
    /// <returns>
    /// The connection, or null if the writing process has not created the tables, for example because it was killed too early.
    /// </returns>
    /// <exception cref="InvalidDataException">The file is not a ledger, or is a ledger of another version.</exception>
    /// <exception cref="IOException">The file needs recovery, but its folder is not writable.</exception>
    /// <exception cref="SqliteException">The file can't be opened.</exception>
    public static SqliteConnection? OpenToRead(string path)
    {
        try
        {
            // Not read-only, because the first reader after a crash must recover the write-ahead log.
            return OpenToRead(path, path, SqliteOpenMode.ReadWrite);
        }
        catch (SqliteException e) when (e.SqliteErrorCode is CantOpen or ReadOnly)
        {
            if (new FileInfo($"{path}-wal") is { Exists: true, Length: > 0 })
            {
                throw new IOException(
                    $"'{path}' was not closed by its app, and can't be recovered in a folder that can't be written. Copy the "
                        + "folder.",
                    e);
            }

            // If there is no write-ahead log, no app is writing the file. SQLite can then read it without creating files.
            return OpenToRead(
                path, $"{new Uri(Path.GetFullPath(path)).AbsoluteUri}?immutable=1", SqliteOpenMode.ReadOnly);
        }
    }

    private static SqliteConnection? OpenToRead(string path, string source, SqliteOpenMode mode)
    {
        var connection = Open(source, mode);
        try
        {
            if (IsEmpty(connection))
            {
                connection.Dispose();
                return null;
            }

            Check(connection, path);
            connection.Execute("PRAGMA query_only = ON;");
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    private static SqliteConnection Open(string path, SqliteOpenMode mode)
    {
        var connection = SqliteFile.Open(path, mode);
        connection.CreateAggregate<string?, decimal?, string?>(
            "decimal_sum",
            null,
            static (sum, amount) => amount is null ? sum : (sum ?? 0) + MoneyText.Parse(amount),
            static sum => sum is { } total ? MoneyText.Format(total) : null,
            isDeterministic: true);
        return connection;
    }

    private static bool IsEmpty(SqliteConnection connection) =>
        connection.Number("PRAGMA user_version") is 0 && connection.Number("SELECT count(*) FROM sqlite_schema") is 0;

    private static void Check(SqliteConnection connection, string path)
    {
        if (connection.Number("PRAGMA application_id") is not LedgerSchema.ApplicationId)
        {
            throw new InvalidDataException($"'{path}' is not a ledger. Choose another folder, or move the file away.");
        }

        if (connection.Number("PRAGMA user_version") is var version && version is not LedgerSchema.Version)
        {
            throw new InvalidDataException(string.Create(
                CultureInfo.InvariantCulture,
                $"'{path}' is a ledger of version {version}; this version of LlmCost.AI.Ledger reads version ")
                + LedgerSchema.Version.ToString(CultureInfo.InvariantCulture)
                + (version > LedgerSchema.Version
                    ? " only. Update the package, or choose another folder."
                    : " only. Move the file away, or choose another folder; the package that wrote it can read it."));
        }
    }
}
