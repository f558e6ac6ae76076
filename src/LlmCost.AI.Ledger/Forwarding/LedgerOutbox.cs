using System.Globalization;
using Microsoft.Data.Sqlite;

namespace LlmCost.AI;

/// <summary>The calls and gaps of a ledger file that are not forwarded to a destination yet.</summary>
/// <remarks>
/// Calls are read in the order in which they were written, not in the order of their start. A long call is written late, so
/// ordering by the start would skip it.
/// </remarks>
internal sealed class LedgerOutbox : IDisposable
{
    private const int MaxCalls = 1_000;

    private readonly SqliteConnection _connection;
    private readonly string _path;
    private readonly string _destination;
    private long _lastCall;
    private long _lastGap;

    public LedgerOutbox(string path, string destination)
    {
        (_path, _destination) = (path, destination);

        // Losing the stored position is harmless: the batch is sent again, and the destination ignores it.
        _connection = LedgerDatabase.OpenToWrite(path, fullSync: false);
        ForwardingMarks.Begin(_connection, destination);
        (_lastCall, _lastGap) = ForwardingMarks.Read(_connection, destination);
    }

    /// <summary>Reads the next batch, or returns <see langword="null"/> if all is forwarded.</summary>
    public OutboxBatch? Read()
    {
        if (IsEmpty())
        {
            return null;
        }

        using var file = LedgerFileReader.TryOpen(_path)!; // Not null: the constructor has created the tables.
        var last = file.LastSeq(_lastCall, MaxCalls);
        var gaps = file.GapsAfter(_lastGap, MaxCalls).ToList();
        var outboxGaps = file.GapsToForward(_destination, MaxCalls).ToList();
        return new OutboxBatch(
            new LedgerBatch
            {
                Calls = last is 0 ? [] : [.. file.CallsAfter(_lastCall, last)],
                Gaps = [.. gaps.Concat(outboxGaps).Select(row => row.Gap)],
            },
            last is 0 ? _lastCall : last,
            gaps.Count is 0 ? _lastGap : gaps[^1].Seq,
            outboxGaps.Count is 0 ? 0 : outboxGaps[^1].Seq);
    }

    /// <summary>Marks a batch as forwarded.</summary>
    public void Confirm(OutboxBatch batch)
    {
        using var transaction = _connection.BeginTransaction();
        ForwardingMarks.Write(_connection, transaction, _destination, batch.LastCall, batch.LastGap);
        if (batch.LastOutboxGap > 0)
        {
            using var delete = _connection.CreateCommand();
            delete.CommandText = "DELETE FROM outbox_gap WHERE destination = $destination AND seq <= $last";
            delete.Parameters.AddWithValue("$destination", _destination);
            delete.Parameters.AddWithValue("$last", batch.LastOutboxGap);
            delete.ExecuteNonQuery();
        }

        transaction.Commit();
        (_lastCall, _lastGap) = (batch.LastCall, batch.LastGap);
    }

    public void Dispose() => _connection.Dispose();

    private bool IsEmpty()
    {
        using var command = _connection.CreateCommand();
        command.CommandText = string.Create(
            CultureInfo.InvariantCulture,
            $"""
            SELECT EXISTS (SELECT 1 FROM call WHERE seq > {_lastCall}) OR EXISTS (SELECT 1 FROM gap WHERE seq > {_lastGap})
                OR EXISTS (SELECT 1 FROM outbox_gap WHERE destination = $destination)
            """);
        command.Parameters.AddWithValue("$destination", _destination);
        return (long)command.ExecuteScalar()! is 0;
    }
}
