using System.Globalization;
using Microsoft.Data.Sqlite;

namespace LlmCost.AI;

/// <summary>Checks one file of a ledger.</summary>
internal static class LedgerVerifier
{
    public static async Task<LedgerVerification> RunAsync(
        string path, ArchiveFolder? archive, CancellationToken cancellationToken)
    {
        var (days, archived, faults) = (0, 0, new List<string>());
        using var connection = LedgerDatabase.OpenToRead(path);
        if (connection is null)
        {
            // Nothing has been written to the file yet.
            return new LedgerVerification { Files = 1, Days = 0, ArchivedDays = 0, Faults = [] };
        }

        using var snapshot = connection.BeginTransaction(deferred: true);
        faults.AddRange(Texts(connection, "PRAGMA integrity_check").Where(text => text is not "ok"));
        faults.AddRange(
            Texts(connection, "PRAGMA foreign_key_check").Select(table => $"A row of {table} refers to a missing row."));
        using var reader = LedgerFileReader.TryOpen(path)!;
        foreach (var (day, state) in DayState.Read(connection).Where(day => !day.Value.IsDirty).OrderBy(day => day.Key))
        {
            cancellationToken.ThrowIfCancellationRequested();
            var (from, to) = (LedgerTime.ToMicroseconds(day), LedgerTime.ToMicroseconds(day.AddDays(1)));
            var calls = reader.CallsOf(day).ToDictionary(one => one.Group, one => one.Sums);
            var charges = reader.ChargesOf(day).ToDictionary(one => one.Group, one => one.Sums);
            if (!state.IsPurged)
            {
                days++;
                var slice = CallSlice.Of(connection, from, to);
                var (callRows, chargeRows) = (
                    CallScan.Calls(connection, slice, LedgerTime.MicrosecondsPerDay, byTags: false),
                    CallScan.Charges(connection, slice, LedgerTime.MicrosecondsPerDay, byTags: false));
                ForgottenSums.AddCalls(connection, from, to, LedgerTime.MicrosecondsPerDay, callRows);
                ForgottenSums.AddCharges(connection, from, to, LedgerTime.MicrosecondsPerDay, chargeRows);
                if (!AreEqual(callRows, calls) || !AreEqual(chargeRows, charges))
                {
                    faults.Add($"The sums of {LedgerTime.Format(day)} are {Describe(calls)}; its records add up to "
                        + $"{Describe(callRows)}.");
                }
            }

            if (Cost(calls) is var cost && Cost(charges) is var chargeCost && cost != chargeCost)
            {
                faults.Add(string.Create(
                    CultureInfo.InvariantCulture,
                    $"The calls of {LedgerTime.Format(day)} cost {cost} USD, and their charges {chargeCost} USD."));
            }

            if (archive is null || state.Archive is null)
            {
                continue;
            }

            if (reader.Archived(day, archive) is not { } files)
            {
                faults.Add($"The archive of {LedgerTime.Format(day)} is missing.");
                continue;
            }

            archived++;
            faults.AddRange(await ArchiveAsync(connection, day, files, calls, cancellationToken).ConfigureAwait(false));
        }

        return new LedgerVerification { Files = 1, Days = days, ArchivedDays = archived, Faults = faults };
    }

    private static async Task<IEnumerable<string>> ArchiveAsync(
        SqliteConnection connection,
        DateOnly day,
        ArchiveFiles files,
        Dictionary<CallGroup, CallSums> calls,
        CancellationToken cancellationToken)
    {
        ArchiveSums sums;
        try
        {
            sums = await ArchiveReader.SumAsync(files, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            // The reader can throw any type of exception if the file is damaged.
            return [$"The archive of {LedgerTime.Format(day)} can't be read: {e.Message}"];
        }

        var forgotten = new Dictionary<CallGroup, CallSums>();
        var from = LedgerTime.ToMicroseconds(day);
        ForgottenSums.AddCalls(
            connection, from, from + LedgerTime.MicrosecondsPerDay, LedgerTime.MicrosecondsPerDay, forgotten);
        var (count, cost) = (
            sums.Calls + forgotten.Values.Sum(one => one.Calls), sums.Cost + Cost(forgotten));
        return count == calls.Values.Sum(one => one.Calls) && cost == Cost(calls)
            && sums.ChargeCost == sums.Cost
            ? []
            : [string.Create(
                CultureInfo.InvariantCulture,
                $"The archive of {LedgerTime.Format(day)} has {count} calls with {cost} USD; the ledger has {Describe(calls)}.")];
    }

    private static bool AreEqual(Dictionary<CallGroup, CallSums> one, Dictionary<CallGroup, CallSums> other) =>
        one.Count == other.Count && one.All(group => other.TryGetValue(group.Key, out var sums) && AreEqual(sums, group.Value));

    private static bool AreEqual(CallSums one, CallSums other) =>
        (one.Calls, one.Duration, one.InputTokens, one.OutputTokens, one.Quantity)
            == (other.Calls, other.Duration, other.InputTokens, other.OutputTokens, other.Quantity)
        && (one.Cost ?? 0, one.ListCost ?? 0, one.CrossingCost) == (other.Cost ?? 0, other.ListCost ?? 0, other.CrossingCost);

    private static decimal Cost(Dictionary<CallGroup, CallSums> groups) => groups.Values.Sum(sums => sums.Cost ?? 0);

    private static string Describe(Dictionary<CallGroup, CallSums> groups) => string.Create(
        CultureInfo.InvariantCulture, $"{groups.Values.Sum(sums => sums.Calls)} calls with {Cost(groups)} USD");

    private static IEnumerable<string> Texts(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        using var row = command.ExecuteReader();
        while (row.Read())
        {
            yield return row.GetString(0);
        }
    }
}
