using Microsoft.Data.Sqlite;

namespace LlmCost.AI;

/// <summary>Keeps the sums of calls that are deleted before they are forwarded. The destination receives these sums.</summary>
internal static class OutboxGaps
{
    /// <summary>Stores the sums of the calls that are not forwarded yet, for each destination of the file.</summary>
    /// <param name="connection">The connection.</param>
    /// <param name="transaction">The transaction that deletes the calls.</param>
    /// <param name="calls">The query that returns the <c>seq</c> of the calls.</param>
    public static void Insert(SqliteConnection connection, SqliteTransaction transaction, string calls)
    {
        foreach (var (destination, mark) in ForwardingMarks.OfCalls(connection))
        {
            if (Sum(connection, calls, mark) is { } gap)
            {
                using var insert = new SqlInsert(connection, "outbox_gap", $"destination, {LedgerColumns.Gap}");
                insert.Run(transaction, [destination, .. LedgerRows.Values(gap)]);
            }
        }
    }

    private static LedgerGap? Sum(SqliteConnection connection, string calls, long mark)
    {
        using var command = connection.CreateCommand();
        command.CommandText = $"""
            SELECT occurred_at, is_priced OR is_provisioned, input_tokens, output_tokens, cost, list_cost
            FROM call JOIN result ON result.id = result_id WHERE seq > $mark AND seq IN ({calls})
            """;
        command.Parameters.AddWithValue("$mark", mark);
        using var row = command.ExecuteReader();
        var sums = new GapSums(LedgerGapReason.TooOld);
        while (row.Read())
        {
            sums.Add(
                LedgerTime.FromMicroseconds(row.GetInt64(0)), !row.GetBoolean(1), row.GetInt64(2), row.GetInt64(3),
                LedgerRows.Amount(row, 4), LedgerRows.Amount(row, 5));
        }

        return sums.ToGap();
    }
}
