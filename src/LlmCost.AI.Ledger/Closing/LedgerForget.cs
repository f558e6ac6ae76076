using System.Text;
using Microsoft.Data.Sqlite;

namespace LlmCost.AI;

/// <summary>Deletes the records of calls with a tag, and keeps their sums.</summary>
internal sealed class LedgerForget(LedgerOptions options, string tag, string value, Action<ArchiveStep>? onStep = null)
{
    private const long Hour = TimeSpan.TicksPerHour / TimeSpan.TicksPerMicrosecond;

    private const string Selected = "AND seq IN (SELECT seq FROM temp.forget)";

    private readonly string _pseudonym =
        options.PseudonymKey is { } key ? TagFilter.Pseudonym(Encoding.UTF8.GetBytes(key), value) : value;

    /// <summary>Deletes the records from one file and from its archive.</summary>
    /// <returns>The number of deleted calls.</returns>
    public async Task<long> RunAsync(string path, CancellationToken cancellationToken)
    {
        using var connection = LedgerDatabase.OpenToWrite(path, fullSync: true);
        connection.Execute("PRAGMA secure_delete = ON");
        var archiver = options.ArchivePath is { } archive ? new DayArchiver(path, archive, onStep) : null;
        archiver?.FinishReplacements(connection);
        var calls = DeleteRows(connection);
        onStep?.Invoke(ArchiveStep.PartDeleted);
        if (archiver is not null)
        {
            foreach (var (day, state) in DayState.Read(connection))
            {
                cancellationToken.ThrowIfCancellationRequested();
                if (state is { IsPurged: true, Archive: { } name } && archiver.Exist(day, name))
                {
                    calls += await DeleteArchivedAsync(connection, archiver, day, name, cancellationToken).ConfigureAwait(false);
                }
                else if (state is { IsPurged: false, Archive: null })
                {
                    // Deletes the replaced files immediately; they would otherwise contain the records until the next run.
                    archiver.Delete(connection, day);
                    await (state.IsDirty ? Task.CompletedTask : archiver.ArchiveAsync(connection, day, cancellationToken))
                        .ConfigureAwait(false);
                }
            }
        }

        // The free space of the file still contains copies of rows that SQLite has moved to other pages. The whole file is
        // rewritten only if no app writes to it, because the app would be blocked for minutes.
        using var held = LedgerFolder.TryLock(path);
        if (held is not null)
        {
            connection.Execute("VACUUM");
        }

        connection.Execute("PRAGMA wal_checkpoint(TRUNCATE)");
        return calls;
    }

    private long DeleteRows(SqliteConnection connection)
    {
        connection.Execute("DROP TABLE IF EXISTS temp.forget; CREATE TEMP TABLE forget (seq INTEGER PRIMARY KEY)");
        using var transaction = connection.BeginTransaction();
        using var select = connection.CreateCommand();
        select.CommandText = """
            INSERT INTO temp.forget SELECT seq FROM call
            WHERE EXISTS (SELECT 1 FROM json_each(call.tags) WHERE key = $tag AND value IN ($value, $pseudonym))
            """;
        select.Parameters.AddWithValue("$tag", tag);
        select.Parameters.AddWithValue("$value", value);
        select.Parameters.AddWithValue("$pseudonym", _pseudonym);
        var calls = select.ExecuteNonQuery();
        ForgottenSums.Insert(
            connection,
            transaction,
            CallScan.Calls(connection, new(0, long.MaxValue), Hour, byTags: false, Selected),
            CallScan.Charges(connection, new(0, long.MaxValue), Hour, byTags: false, Selected));

        OutboxGaps.Insert(connection, transaction, "SELECT seq FROM temp.forget");

        // Clears the archive names of the affected days, so that these days are archived again, without the deleted calls.
        connection.Execute(
            """
            UPDATE day SET archive = NULL WHERE is_purged = 0 AND day IN (
                SELECT date(occurred_at / 1000000, 'unixepoch') FROM call WHERE seq IN (SELECT seq FROM temp.forget));
            DELETE FROM call WHERE seq IN (SELECT seq FROM temp.forget);
            """);
        transaction.Commit();
        return calls;
    }

    /// <summary>Deletes calls from the archive of a day. The rows of this day are no longer in the database.</summary>
    /// <remarks>
    /// The new files are complete before the database refers to them. Readers use the new files even before these replace the old
    /// files, so that no call is counted in both the files and the sums.
    /// </remarks>
    private async Task<long> DeleteArchivedAsync(
        SqliteConnection connection, DayArchiver archiver, DateOnly day, string name, CancellationToken cancellationToken)
    {
        var files = archiver.Files(day, name);
        var forgotten = await ArchiveReader.ReadAsync(files, withCharges: true, cancellationToken)
            .Where(IsSelected).ToListAsync(cancellationToken).ConfigureAwait(false);
        if (forgotten.Count is 0)
        {
            return 0;
        }

        var kept = ArchiveReader.ReadAsync(files, withCharges: true, cancellationToken).Where(call => !IsSelected(call));
        await archiver.WriteAsync(files, kept, ArchiveFolder.Next, cancellationToken).ConfigureAwait(false);
        using (var transaction = connection.BeginTransaction())
        {
            var (calls, charges) = Sums(connection, forgotten);
            ForgottenSums.Insert(connection, transaction, calls, charges);
            connection.Execute($"INSERT INTO meta (name, value) VALUES ('{DayState.ReplacedName}{LedgerTime.Format(day)}', '')");
            transaction.Commit();
        }

        onStep?.Invoke(ArchiveStep.Marked);
        archiver.FinishReplacements(connection);
        return forgotten.Count;
    }

    private bool IsSelected(LedgerCall call) =>
        call.Tags.Any(one => one.Key == tag && (one.Value == value || one.Value == _pseudonym));

    private static (Dictionary<CallGroup, CallSums> Calls, Dictionary<CallGroup, CallSums> Charges) Sums(
        SqliteConnection connection, IReadOnlyList<LedgerCall> forgotten)
    {
        var origins = Ids(LedgerRows.Origins(connection));
        var keys = Ids(LedgerRows.Keys(connection));
        var results = Ids(LedgerRows.Results(connection));
        var prices = Ids(LedgerRows.Prices(connection));
        var (calls, charges) = (new Dictionary<CallGroup, CallSums>(), new Dictionary<CallGroup, CallSums>());
        foreach (var call in forgotten)
        {
            var time = LedgerTime.ToMicroseconds(call.Timestamp);
            var group = new CallGroup(time - (time % Hour), origins[call.Origin], keys[call.Key], results[call.Result]);
            Find(calls, group).Add(call);
            foreach (var charge in call.Charges)
            {
                Find(charges, group with { PriceId = prices[charge.Price] }).Add(charge);
            }
        }

        return (calls, charges);
    }

    private static CallSums Find(Dictionary<CallGroup, CallSums> groups, CallGroup group)
    {
        if (!groups.TryGetValue(group, out var sums))
        {
            groups.Add(group, sums = new CallSums());
        }

        return sums;
    }

    private static Dictionary<T, long> Ids<T>(Dictionary<long, T> rows)
        where T : notnull => rows.GroupBy(row => row.Value).ToDictionary(group => group.Key, group => group.Min(row => row.Key));
}
