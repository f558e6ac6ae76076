using System.Runtime.InteropServices;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace LlmCost.AI;

/// <summary>Adds up calls and charges from their rows.</summary>
/// <remarks>
/// SQLite has no decimal type, so the rows are read and added here, without an object for each row. An aggregate function in
/// managed code would take about three times as long.
/// </remarks>
internal static class CallScan
{
    /// <summary>Adds up calls.</summary>
    /// <param name="connection">The connection.</param>
    /// <param name="slice">The rows.</param>
    /// <param name="bucket">The length of an hour or day, in microseconds, by which the sums are divided.</param>
    /// <param name="byTags">True to divide the sums by tags.</param>
    /// <param name="condition">A further condition in SQL, or an empty string.</param>
    public static Dictionary<CallGroup, CallSums> Calls(
        SqliteConnection connection, CallSlice slice, long bucket, bool byTags, string condition = "")
    {
        using var command = Command(
            connection,
            $"""
            SELECT occurred_at, origin_id, key_id, result_id, {(byTags ? "tags" : "NULL")}, duration_us, input_tokens,
                output_tokens, cost, list_cost
            FROM {slice.Table} WHERE {slice.Condition} {condition}
            """);
        using var reader = command.ExecuteReader();
        var row = reader.Handle!;
        var groups = new Dictionary<CallGroup, CallSums>();
        while (reader.Read())
        {
            var time = raw.sqlite3_column_int64(row, 0);
            var sums = Find(groups, Group(row, time, bucket, byTags, priceId: 0));
            var duration = raw.sqlite3_column_int64(row, 5);
            var cost = Amount(row, 8);
            sums.Calls++;
            sums.Duration += duration;
            sums.InputTokens += raw.sqlite3_column_int64(row, 6);
            sums.OutputTokens += raw.sqlite3_column_int64(row, 7);
            Add(ref sums.Cost, cost);
            Add(ref sums.ListCost, Amount(row, 9));
            if (cost is { } crossing && time / LedgerTime.MicrosecondsPerDay != (time + duration) / LedgerTime.MicrosecondsPerDay)
            {
                sums.CrossingCost += crossing;
            }
        }

        return groups;
    }

    /// <summary>Adds up the charges of calls.</summary>
    /// <inheritdoc cref="Calls"/>
    public static Dictionary<CallGroup, CallSums> Charges(
        SqliteConnection connection, CallSlice slice, long bucket, bool byTags, string condition = "")
    {
        using var command = Command(
            connection,
            $"""
            SELECT occurred_at, origin_id, key_id, result_id, {(byTags ? "tags" : "NULL")}, price_id, quantity, charge.cost,
                charge.list_cost
            FROM {slice.Table} JOIN charge ON call_seq = seq WHERE {slice.Condition} {condition}
            """);
        using var reader = command.ExecuteReader();
        var row = reader.Handle!;
        var groups = new Dictionary<CallGroup, CallSums>();
        while (reader.Read())
        {
            var group = Group(row, raw.sqlite3_column_int64(row, 0), bucket, byTags, raw.sqlite3_column_int64(row, 5));
            var sums = Find(groups, group);
            sums.Calls++;
            sums.Quantity += Amount(row, 6) ?? 0;
            Add(ref sums.Cost, Amount(row, 7));
            Add(ref sums.ListCost, Amount(row, 8));
        }

        return groups;
    }

    private static SqliteCommand Command(SqliteConnection connection, string sql)
    {
        var command = connection.CreateCommand();
        command.CommandText = sql;
        return command;
    }

    private static CallGroup Group(sqlite3_stmt row, long time, long bucket, bool byTags, long priceId) => new(
        time - (time % bucket),
        raw.sqlite3_column_int64(row, 1),
        raw.sqlite3_column_int64(row, 2),
        raw.sqlite3_column_int64(row, 3),
        priceId,
        byTags ? raw.sqlite3_column_text(row, 4).utf8_to_string() : null);

    private static CallSums Find(Dictionary<CallGroup, CallSums> groups, in CallGroup group) =>
        CollectionsMarshal.GetValueRefOrAddDefault(groups, group, out _) ??= new CallSums();

    private static void Add(ref decimal? sum, decimal? amount)
    {
        if (amount is { } value)
        {
            sum = (sum ?? 0) + value;
        }
    }

    private static decimal? Amount(sqlite3_stmt row, int column) =>
        raw.sqlite3_column_blob(row, column) is { IsEmpty: false } text ? MoneyText.Parse(text) : null;
}
