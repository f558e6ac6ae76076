using Microsoft.Data.Sqlite;

namespace LlmCost.AI;

/// <summary>Reads the rows that many calls share, by id.</summary>
internal static class LedgerRows
{
    public static Dictionary<long, LedgerOrigin> Origins(SqliteConnection connection) => Read(
        connection,
        $"SELECT id, {LedgerColumns.Origin} FROM origin",
        LedgerColumns.ReadOrigin);

    public static Dictionary<long, LedgerKey> Keys(SqliteConnection connection) => Read(
        connection,
        $"SELECT id, {LedgerColumns.Key} FROM key",
        LedgerColumns.ReadKey);

    public static Dictionary<long, LedgerResult> Results(SqliteConnection connection) => Read(
        connection,
        $"SELECT id, {LedgerColumns.Result} FROM result",
        LedgerColumns.ReadResult);

    public static Dictionary<long, LedgerPrice> Prices(SqliteConnection connection) => Read(
        connection,
        $"SELECT id, {LedgerColumns.Price} FROM price",
        row => new LedgerPrice
        {
            Unit = row.GetString(1),
            Kind = LedgerColumns.Text(row, 2),
            Model = LedgerColumns.Text(row, 3),
            Direction = EnumText<CostDirection>.Read(LedgerColumns.Text(row, 4)),
            UnitPrice = LedgerColumns.Text(row, 5) is { } price ? MoneyText.Parse(price) : null,
            Per = MoneyText.Parse(row.GetString(6)),
        });

    /// <summary>Reads a gap from a row that begins with the columns of <see cref="LedgerColumns.Gap"/>.</summary>
    public static LedgerGap Gap(SqliteDataReader row) => new()
    {
        Id = new Guid(row.GetFieldValue<byte[]>(0), bigEndian: true),
        Start = LedgerTime.FromMicroseconds(row.GetInt64(1)),
        End = LedgerTime.FromMicroseconds(row.GetInt64(2)),
        Reason = EnumText<LedgerGapReason>.Read(row.GetString(3)),
        Calls = row.GetInt64(4),
        UnpricedCalls = row.GetInt64(5),
        InputTokens = row.GetInt64(6),
        OutputTokens = row.GetInt64(7),
        Cost = MoneyText.Parse(row.GetString(8)),
        ListCost = MoneyText.Parse(row.GetString(9)),
    };

    /// <summary>Returns the values of a gap for the columns of <see cref="LedgerColumns.Gap"/>.</summary>
    public static object[] Values(LedgerGap gap) =>
    [
        gap.Id.ToByteArray(bigEndian: true),
        LedgerTime.ToMicroseconds(gap.Start),
        LedgerTime.ToMicroseconds(gap.End),
        EnumText<LedgerGapReason>.Of(gap.Reason),
        gap.Calls,
        gap.UnpricedCalls,
        gap.InputTokens,
        gap.OutputTokens,
        MoneyText.Format(gap.Cost),
        MoneyText.Format(gap.ListCost),
    ];

    public static decimal? Amount(SqliteDataReader row, int column) =>
        row.IsDBNull(column) ? null : MoneyText.Parse(row.GetString(column));

    private static Dictionary<long, T> Read<T>(SqliteConnection connection, string sql, Func<SqliteDataReader, T> read)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        using var row = command.ExecuteReader();
        var rows = new Dictionary<long, T>();
        while (row.Read())
        {
            rows.Add(row.GetInt64(0), read(row));
        }

        return rows;
    }
}
