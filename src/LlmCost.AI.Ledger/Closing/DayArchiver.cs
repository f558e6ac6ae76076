using System.Globalization;
using Microsoft.Data.Sqlite;

namespace LlmCost.AI;

/// <summary>Writes the records of closed days to Parquet files.</summary>
/// <remarks>
/// The files are written under temporary names, read back, compared and renamed. After that, the database refers to them. If the
/// process ends earlier, the records are still in the database, and the next run starts again.
/// </remarks>
internal sealed class DayArchiver(string path, string archivePath, Action<ArchiveStep>? onStep)
{
    private const string FileIdName = "file_id";

    private readonly ArchiveFolder _folder = new(archivePath);

    /// <summary>Archives a day.</summary>
    /// <returns>
    /// False if records of the day were added or deleted while the files were written. The next run archives the day again.
    /// </returns>
    /// <exception cref="InvalidDataException">A value does not fit its column, or the files differ from the records.</exception>
    /// <exception cref="IOException">The files can't be written.</exception>
    public async Task<bool> ArchiveAsync(SqliteConnection connection, DateOnly day, CancellationToken cancellationToken)
    {
        var name = FileName(connection);
        var files = _folder.Files(day, name);
        var from = LedgerTime.ToMicroseconds(day);
        var to = from + LedgerTime.MicrosecondsPerDay;
        long last;
        ArchiveSums written;
        using (var reader = LedgerFileReader.TryOpen(path)!)
        {
            last = reader.NewestSeq;
            written = await WriteAsync(
                files, reader.Calls(new LedgerPart(from, to, null)).ToAsyncEnumerable(), ArchiveFolder.Partial, cancellationToken)
                .ConfigureAwait(false);
        }

        var partial = files.With(ArchiveFolder.Partial);
        File.Move(partial.Calls, files.Calls, overwrite: true);
        onStep?.Invoke(ArchiveStep.CallsRenamed);
        File.Move(partial.Charges, files.Charges, overwrite: true);
        onStep?.Invoke(ArchiveStep.ChargesRenamed);
        using var mark = connection.CreateCommand();
        mark.CommandText = $"""
            UPDATE day SET archive = $name WHERE day = '{LedgerTime.Format(day)}' AND is_dirty = 0 AND is_purged = 0
                AND NOT EXISTS (SELECT 1 FROM call WHERE seq > {last} AND occurred_at >= {from} AND occurred_at < {to})
                AND (SELECT count(*) FROM call WHERE occurred_at >= {from} AND occurred_at < {to}) = {written.Calls}
            """;
        mark.Parameters.AddWithValue("$name", name);
        var isMarked = mark.ExecuteNonQuery() > 0;
        onStep?.Invoke(ArchiveStep.Marked);
        return isMarked;
    }

    /// <summary>Writes calls to files whose names end with a suffix, and reads them back to compare the sums.</summary>
    /// <exception cref="InvalidDataException">A value does not fit its column, or the files differ from the records.</exception>
    public async Task<ArchiveSums> WriteAsync(
        ArchiveFiles files, IAsyncEnumerable<LedgerCall> calls, string suffix, CancellationToken cancellationToken)
    {
        var target = files.With(suffix);
        var written = await ArchiveWriter.WriteAsync(target, calls, cancellationToken).ConfigureAwait(false);
        onStep?.Invoke(ArchiveStep.Written);
        var read = await ArchiveReader.SumAsync(target, cancellationToken).ConfigureAwait(false);
        onStep?.Invoke(ArchiveStep.Verified);
        return read == written
            ? written
            : throw new InvalidDataException($"'{target.Calls}' was written as {written} and read as {read}.");
    }

    /// <summary>Returns true if the archive of a day contains the same calls as the database.</summary>
    public async Task<bool> IsVerifiedAsync(
        SqliteConnection connection, DateOnly day, string name, CancellationToken cancellationToken)
    {
        var files = _folder.Files(day, name);
        if (!files.Exist)
        {
            return false;
        }

        var from = LedgerTime.ToMicroseconds(day);
        using var select = connection.CreateCommand();
        select.CommandText =
            $"SELECT cost FROM call WHERE occurred_at >= {from} AND occurred_at < {from + LedgerTime.MicrosecondsPerDay}";
        using var row = select.ExecuteReader();
        var (calls, cost) = (0L, 0m);
        while (row.Read())
        {
            calls++;
            cost += LedgerRows.Amount(row, 0) ?? 0;
        }

        var sums = await ArchiveReader.SumAsync(files, cancellationToken).ConfigureAwait(false);
        return sums.Calls == calls && sums.Cost == cost;
    }

    /// <summary>Returns true if the files of a day exist.</summary>
    public bool Exist(DateOnly day, string name) => _folder.Files(day, name).Exist;

    /// <summary>
    /// Completes replacements of files that were interrupted after the database began to refer to the new files.
    /// </summary>
    public void FinishReplacements(SqliteConnection connection)
    {
        foreach (var day in DayState.ReadReplaced(connection))
        {
            if (DayState.Read(connection).GetValueOrDefault(day)?.Archive is { } name)
            {
                var files = _folder.Files(day, name);
                var next = files.With(ArchiveFolder.Next);
                Replace(next.Calls, files.Calls);
                Replace(next.Charges, files.Charges);
            }

            connection.Execute($"DELETE FROM meta WHERE name = '{DayState.ReplacedName}{LedgerTime.Format(day)}'");
        }
    }

    /// <summary>Deletes the archive files of a day. The database must no longer refer to them.</summary>
    public void Delete(SqliteConnection connection, DateOnly day)
    {
        var files = _folder.Files(day, FileName(connection));
        if (files.Exist)
        {
            File.Delete(files.Calls);
            File.Delete(files.Charges);
        }
    }

    public ArchiveFiles Files(DateOnly day, string name) => _folder.Files(day, name);

    private static void Replace(string next, string file)
    {
        if (File.Exists(next))
        {
            File.Move(next, file, overwrite: true);
        }
    }

    /// <summary>
    /// Returns a name that is unique among all ledger files, including those of other machines that share the archive.
    /// </summary>
    private string FileName(SqliteConnection connection)
    {
        using var insert = connection.CreateCommand();
        insert.CommandText = $"INSERT OR IGNORE INTO meta (name, value) VALUES ('{FileIdName}', $id)";
        insert.Parameters.AddWithValue("$id", Guid.NewGuid().ToString("N"));
        insert.ExecuteNonQuery();
        using var select = connection.CreateCommand();
        select.CommandText = $"SELECT value FROM meta WHERE name = '{FileIdName}'";
        return string.Create(
            CultureInfo.InvariantCulture, $"{Path.GetFileNameWithoutExtension(path)}-{select.ExecuteScalar()}.parquet");
    }
}
