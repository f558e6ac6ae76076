using Microsoft.Data.Sqlite;

namespace LlmCost.AI;

/// <summary>Computes the sums of ended days, and deletes the records of days that are past the retention.</summary>
/// <remarks>
/// Sums are computed anew and replaced, never added to, so that repeating it changes nothing. A day ends one hour after midnight,
/// UTC; a record that arrives later marks its day, and its sums are computed again.
/// </remarks>
internal sealed class DayCloser(string path, int retentionDays, TimeProvider timeProvider)
{
    private const int RowsPerDelete = 5_000;

    private static readonly TimeSpan s_delay = TimeSpan.FromHours(1);

    /// <summary>Closes what can be closed.</summary>
    /// <exception cref="SqliteException">The file can't be read or written.</exception>
    public void Run(CancellationToken cancellationToken)
    {
        using var connection = LedgerDatabase.OpenToWrite(path, fullSync: true);
        foreach (var day in DaysToClose(connection))
        {
            cancellationToken.ThrowIfCancellationRequested();
            Close(connection, day);
        }

        foreach (var day in DaysToPurge(connection))
        {
            Purge(connection, day, cancellationToken);
        }
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
            calls = CallScan.Calls(connection, from, to, LedgerTime.MicrosecondsPerDay, byTags: false);
            charges = CallScan.Charges(connection, from, to, LedgerTime.MicrosecondsPerDay, byTags: false);
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

        // Records that were written since the snapshot.
        var isDirty = connection.Number(
            $"SELECT EXISTS (SELECT 1 FROM call WHERE seq > {last} AND occurred_at >= {from} AND occurred_at < {to})");
        insertDay.Run(transaction, name, isDirty);
        transaction.Commit();
    }

    private static void Purge(SqliteConnection connection, DateOnly day, CancellationToken cancellationToken)
    {
        var from = LedgerTime.ToMicroseconds(day);
        var rows = $"""
            SELECT seq FROM call WHERE occurred_at >= {from} AND occurred_at < {from + LedgerTime.MicrosecondsPerDay}
            ORDER BY seq LIMIT {RowsPerDelete}
            """;
        connection.Execute($"UPDATE day SET is_purged = 1 WHERE day = '{LedgerTime.Format(day)}'");

        // In parts, so that the writer never waits long.
        while (connection.Number($"SELECT EXISTS ({rows})") is not 0)
        {
            cancellationToken.ThrowIfCancellationRequested();
            using var transaction = connection.BeginTransaction();
            OutboxGaps.Insert(connection, transaction, rows);
            connection.Execute($"DELETE FROM call WHERE seq IN ({rows})");
            transaction.Commit();
        }

        connection.Execute("PRAGMA incremental_vacuum");
    }

    /// <summary>Returns the ended days that have records and no sums, or sums that have to be computed again.</summary>
    private List<DateOnly> DaysToClose(SqliteConnection connection) => Days(
        connection,
        LedgerTime.DayOf(timeProvider.GetUtcNow() - s_delay),
        state => state is null or { IsDirty: true, IsPurged: false });

    /// <summary>Returns the days past the retention that have sums and still have records.</summary>
    private List<DateOnly> DaysToPurge(SqliteConnection connection) => Days(
        connection,
        LedgerTime.DayOf(timeProvider.GetUtcNow()).AddDays(-retentionDays),
        state => state is { IsDirty: false } or { IsPurged: true });

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

    /// <summary>Returns the day of the first call since a time.</summary>
    private static DateOnly? Next(SqliteConnection connection, long time) =>
        connection.Number($"SELECT ifnull(min(occurred_at), -1) FROM call WHERE occurred_at >= {time}") is >= 0 and var next
            ? LedgerTime.DayOf(LedgerTime.FromMicroseconds(next))
            : null;

    private static string? Text(decimal? amount) => amount is { } value ? MoneyText.Format(value) : null;
}
