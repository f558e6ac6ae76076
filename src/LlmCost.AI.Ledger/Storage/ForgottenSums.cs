using System.Runtime.InteropServices;
using Microsoft.Data.Sqlite;

namespace LlmCost.AI;

/// <summary>
/// The sums of calls that were deleted on request, by hour. They are added to all sums that are computed from records, so that
/// totals stay the same.
/// </summary>
internal static class ForgottenSums
{
    private const string CallColumns =
        "start, origin_id, key_id, result_id, calls, duration_us, input_tokens, output_tokens, cost, list_cost, crossing_cost";

    private const string ChargeColumns = "start, origin_id, key_id, result_id, price_id, calls, quantity, cost, list_cost";

    /// <summary>Adds the stored sums of the deleted calls of a period to the sums of its remaining calls.</summary>
    public static void AddCalls(
        SqliteConnection connection, long from, long to, long bucket, Dictionary<CallGroup, CallSums> groups)
    {
        using var command = Command(connection, CallColumns, "forgotten_call", from, to);
        using var row = command.ExecuteReader();
        while (row.Read())
        {
            var start = row.GetInt64(0);
            var sums = Find(groups, new(start - (start % bucket), row.GetInt64(1), row.GetInt64(2), row.GetInt64(3)));
            sums.Calls += row.GetInt64(4);
            sums.Duration += row.GetInt64(5);
            sums.InputTokens += row.GetInt64(6);
            sums.OutputTokens += row.GetInt64(7);
            Add(ref sums.Cost, LedgerColumns.Text(row, 8));
            Add(ref sums.ListCost, LedgerColumns.Text(row, 9));
            sums.CrossingCost += MoneyText.Parse(row.GetString(10));
        }
    }

    /// <summary>Adds the stored sums of the deleted charges of a period to the sums of its remaining charges.</summary>
    public static void AddCharges(
        SqliteConnection connection, long from, long to, long bucket, Dictionary<CallGroup, CallSums> groups)
    {
        using var command = Command(connection, ChargeColumns, "forgotten_charge", from, to);
        using var row = command.ExecuteReader();
        while (row.Read())
        {
            var start = row.GetInt64(0);
            var group = new CallGroup(
                start - (start % bucket), row.GetInt64(1), row.GetInt64(2), row.GetInt64(3), row.GetInt64(4));
            var sums = Find(groups, group);
            sums.Calls += row.GetInt64(5);
            sums.Quantity += MoneyText.Parse(row.GetString(6));
            Add(ref sums.Cost, LedgerColumns.Text(row, 7));
            Add(ref sums.ListCost, LedgerColumns.Text(row, 8));
        }
    }

    /// <summary>Keeps the sums of calls that are deleted in the same transaction.</summary>
    public static void Insert(
        SqliteConnection connection,
        SqliteTransaction transaction,
        Dictionary<CallGroup, CallSums> calls,
        Dictionary<CallGroup, CallSums> charges)
    {
        using var insertCall = new SqlInsert(connection, "forgotten_call", CallColumns);
        foreach (var (group, sums) in calls)
        {
            insertCall.Run(
                transaction, group.Start, group.OriginId, group.KeyId, group.ResultId, sums.Calls, sums.Duration,
                sums.InputTokens, sums.OutputTokens, Text(sums.Cost), Text(sums.ListCost), MoneyText.Format(sums.CrossingCost));
        }

        using var insertCharge = new SqlInsert(connection, "forgotten_charge", ChargeColumns);
        foreach (var (group, sums) in charges)
        {
            insertCharge.Run(
                transaction, group.Start, group.OriginId, group.KeyId, group.ResultId, group.PriceId, sums.Calls,
                MoneyText.Format(sums.Quantity), Text(sums.Cost), Text(sums.ListCost));
        }
    }

    private static SqliteCommand Command(SqliteConnection connection, string columns, string table, long from, long to)
    {
        var command = connection.CreateCommand();
        command.CommandText = $"SELECT {columns} FROM {table} WHERE start >= $from AND start < $to";
        command.Parameters.AddWithValue("$from", from);
        command.Parameters.AddWithValue("$to", to);
        return command;
    }

    private static CallSums Find(Dictionary<CallGroup, CallSums> groups, in CallGroup group) =>
        CollectionsMarshal.GetValueRefOrAddDefault(groups, group, out _) ??= new CallSums();

    private static void Add(ref decimal? sum, string? amount)
    {
        if (amount is not null)
        {
            sum = (sum ?? 0) + MoneyText.Parse(amount);
        }
    }

    private static string? Text(decimal? amount) => amount is { } value ? MoneyText.Format(value) : null;
}
