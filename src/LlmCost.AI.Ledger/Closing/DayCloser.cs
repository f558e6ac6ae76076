using Microsoft.Data.Sqlite;

namespace LlmCost.AI;

/// <summary>
/// Computes the sums of ended days, archives their records, and deletes records past the retention.
/// </summary>
/// <remarks>
/// Sums are recomputed and replaced, never added to, so repeated runs change nothing. A day is closed one hour after it
/// ends, in UTC. A record that arrives later marks its day as changed, and the sums are recomputed.
/// </remarks>
internal sealed class DayCloser(string path, LedgerOptions options, TimeProvider timeProvider, Action<ArchiveStep>? onStep = null)
{
    private const int RowsPerDelete = 5_000;

    private static readonly TimeSpan s_delay = TimeSpan.FromHours(1);

    private readonly DayArchiver? _archiver =
        options.ArchivePath is { } archive ? new DayArchiver(path, archive, onStep) : null;

    /// <summary>Closes, archives and deletes all days that are due.</summary>
    /// <returns>The result.</returns>
    /// <exception cref="SqliteException">The file can't be read or written.</exception>
    public async Task<ClosedDays> RunAsync(CancellationToken cancellationToken)
    {
        using var connection = LedgerDatabase.OpenToWrite(path, fullSync: true);
        var done = new ClosedDays();
        _archiver?.FinishReplacements(connection);
        foreach (var day in DaysToClose(connection))
        {
            cancellationToken.ThrowIfCancellationRequested();
            Close(connection, day);
            done.Closed.Add(day);
        }

        foreach (var day in _archiver is null ? [] : DaysToArchive(connection, _archiver))
        {
            await ArchiveAsync(connection, day, _archiver!, done, cancellationToken).ConfigureAwait(false);
        }

        foreach (var (day, state) in DaysToPurge(connection))
        {
            if (state.IsPurged || await MarkPurgedAsync(connection, day, state, cancellationToken).ConfigureAwait(false))
            {
                Purge(connection, day, cancellationToken);
                done.Deleted.Add(day);
            }
        }

        return done;
    }

    private static async Task ArchiveAsync(
        SqliteConnection connection, DateOnly day, DayArchiver archiver, ClosedDays done, CancellationToken cancellationToken)
    {
        try
        {
            if (await archiver.ArchiveAsync(connection, day, cancellationToken).ConfigureAwait(false))
            {
                done.Archived.Add(day);
            }
        }
        catch (Exception e) when (e is InvalidDataException or IOException or UnauthorizedAccessException)
        {
            done.Faults.Add($"{LedgerTime.Format(day)}: {e.Message}");
        }
    }

    /// <summary>
    /// Marks the records of a day as deleted, unless some of them are missing from the sums or from the archive.
    /// </summary>
    private async Task<bool> MarkPurgedAsync(
        SqliteConnection connection, DateOnly day, DayState state, CancellationToken cancellationToken)
    {
        var name = LedgerTime.Format(day);
        if (_archiver is not null
            && !(state.Archive is { } archive
                && await _archiver.IsVerifiedAsync(connection, day, archive, cancellationToken).ConfigureAwait(false)))
        {
            // The next run writes the archive again.
            connection.Execute($"UPDATE day SET archive = NULL WHERE day = '{name}'");
            return false;
        }

        var isArchived = _archiver is null ? "" : "AND archive IS NOT NULL";
        using var mark = connection.CreateCommand();
        mark.CommandText = $"UPDATE day SET is_purged = 1 WHERE day = '{name}' AND is_dirty = 0 {isArchived}";
        var isMarked = mark.ExecuteNonQuery() > 0;
        onStep?.Invoke(ArchiveStep.DeletionMarked);
        return isMarked;
    }

    private static void Close(SqliteConnection connection, DateOnly day)
    {
        var (name, from) = (LedgerTime.Format(day), LedgerTime.ToMicroseconds(day));
        var to = from + LedgerTime.MicrosecondsPerDay;
        long last;
        Dictionary<CallGroup, CallSums> calls, charges;
        using (var snapshot = connection.BeginTransaction(deferred: true))
        {
            last = connection.Number("SELECT ifnull(max(seq), 0) FROM call");
            var slice = CallSlice.Of(connection, from, to);
            calls = CallScan.Calls(connection, slice, LedgerTime.MicrosecondsPerDay, byTags: false);
            charges = CallScan.Charges(connection, slice, LedgerTime.MicrosecondsPerDay, byTags: false);
            ForgottenSums.AddCalls(connection, from, to, LedgerTime.MicrosecondsPerDay, calls);
            ForgottenSums.AddCharges(connection, from, to, LedgerTime.MicrosecondsPerDay, charges);
        }

        using var insertCalls = new SqlInsert(
            connection,
            "call_day",
            "day, origin_id, key_id, result_id, calls, duration_us, input_tokens, output_tokens, cost, list_cost, crossing_cost");
        using var insertCharges = new SqlInsert(
            connection, "charge_day", "day, origin_id, key_id, result_id, price_id, calls, quantity, cost, list_cost");
        using var insertDay = new SqlInsert(connection, "day", "day, is_dirty", "OR REPLACE");
        using var transaction = connection.BeginTransaction();
        connection.Execute($"DELETE FROM call_day WHERE day = '{name}'; DELETE FROM charge_day WHERE day = '{name}'");
        foreach (var (group, sums) in calls)
        {
            insertCalls.Run(
                transaction, name, group.OriginId, group.KeyId, group.ResultId, sums.Calls, sums.Duration, sums.InputTokens,
                sums.OutputTokens, MoneyText.Format(sums.Cost ?? 0), MoneyText.Format(sums.ListCost ?? 0),
                MoneyText.Format(sums.CrossingCost));
        }

        foreach (var (group, sums) in charges)
        {
            insertCharges.Run(
                transaction, name, group.OriginId, group.KeyId, group.ResultId, group.PriceId, sums.Calls,
                MoneyText.Format(sums.Quantity), Text(sums.Cost), Text(sums.ListCost));
        }

        // True if records of the day were written after the snapshot from which the sums were computed.
        var isDirty = connection.Number(
            $"SELECT EXISTS (SELECT 1 FROM call WHERE seq > {last} AND occurred_at >= {from} AND occurred_at < {to})");
        insertDay.Run(transaction, name, isDirty);
        transaction.Commit();
    }

    private void Purge(SqliteConnection connection, DateOnly day, CancellationToken cancellationToken)
    {
        var from = LedgerTime.ToMicroseconds(day);
        var rows = $"""
            SELECT seq FROM call WHERE occurred_at >= {from} AND occurred_at < {from + LedgerTime.MicrosecondsPerDay}
            ORDER BY seq LIMIT {RowsPerDelete}
            """;
        // Deletes in batches, so that the writer never waits long.
        while (connection.Number($"SELECT EXISTS ({rows})") is not 0)
        {
            cancellationToken.ThrowIfCancellationRequested();
            using var transaction = connection.BeginTransaction();
            OutboxGaps.Insert(connection, transaction, rows);
            connection.Execute($"DELETE FROM call WHERE seq IN ({rows})");
            transaction.Commit();
            onStep?.Invoke(ArchiveStep.PartDeleted);
        }

        connection.Execute("PRAGMA incremental_vacuum");
    }

    /// <summary>Returns the days that have ended and have records, but whose sums are missing or outdated.</summary>
    private List<DateOnly> DaysToClose(SqliteConnection connection) => Days(
        connection,
        LedgerTime.DayOf(timeProvider.GetUtcNow() - s_delay),
        state => state is null or { IsDirty: true, IsPurged: false });

    /// <summary>Returns the closed days whose records are in the database, but not in the archive.</summary>
    private static List<DateOnly> DaysToArchive(SqliteConnection connection, DayArchiver archiver) =>
    [
        .. DayState.Read(connection)
            .Where(day => day.Value is { IsDirty: false, IsPurged: false }
                && !(day.Value.Archive is { } name && archiver.Exist(day.Key, name)))
            .Select(day => day.Key)
            .Order(),
    ];

    /// <summary>Returns the closed days that are past the retention and whose records have not been deleted yet.</summary>
    private List<(DateOnly Day, DayState State)> DaysToPurge(SqliteConnection connection)
    {
        var states = DayState.Read(connection);
        return
        [
            .. Days(
                connection,
                LedgerTime.DayOf(timeProvider.GetUtcNow()).AddDays(-options.RetentionDays),
                state => state is { IsDirty: false } or { IsPurged: true }).Select(day => (day, states[day])),
        ];
    }

    private static List<DateOnly> Days(SqliteConnection connection, DateOnly end, Predicate<DayState?> isSelected)
    {
        var days = new List<DateOnly>();
        var states = DayState.Read(connection);
        for (var time = 0L; Next(connection, time) is { } day && day < end; time = LedgerTime.ToMicroseconds(day.AddDays(1)))
        {
            if (isSelected(states.GetValueOrDefault(day)))
            {
                days.Add(day);
            }
        }

        return days;
    }

    /// <summary>Returns the day of the first call at or after a time.</summary>
    private static DateOnly? Next(SqliteConnection connection, long time) =>
        connection.Number($"SELECT ifnull(min(occurred_at), -1) FROM call WHERE occurred_at >= {time}") is >= 0 and var next
            ? LedgerTime.DayOf(LedgerTime.FromMicroseconds(next))
            : null;

    private static string? Text(decimal? amount) => amount is { } value ? MoneyText.Format(value) : null;
}
