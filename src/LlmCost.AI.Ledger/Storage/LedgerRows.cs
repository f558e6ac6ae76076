using Microsoft.Data.Sqlite;

namespace LlmCost.AI;

/// <summary>Reads the rows that repeat from call to call, by id.</summary>
internal static class LedgerRows
{
    public const string OriginColumns = "service, environment, instance, version";

    public const string KeyColumns =
        "operation, provider, account, request_model, response_model, feature, region, service_tier, speed";

    public const string ResultColumns =
        "outcome, error_type, is_streaming, usage_source, anomalies, unpriced_reason, unpriced_parts, price_source, price_list, "
        + "price_list_version, fallback_provider, is_provisioned, is_priced";

    public const string PriceColumns = "unit, kind, model, direction, unit_price, per";

    public const string GapColumns =
        "id, start_time, end_time, reason, calls, unpriced_calls, input_tokens, output_tokens, cost, list_cost";

    public static Dictionary<long, LedgerOrigin> Origins(SqliteConnection connection) => Read(
        connection,
        $"SELECT id, {OriginColumns} FROM origin",
        row => new LedgerOrigin
        {
            Service = Text(row, 1),
            Environment = Text(row, 2),
            Instance = Text(row, 3),
            Version = Text(row, 4),
        });

    public static Dictionary<long, LedgerKey> Keys(SqliteConnection connection) => Read(
        connection,
        $"SELECT id, {KeyColumns} FROM key",
        row => new LedgerKey
        {
            OperationName = row.GetString(1),
            ProviderName = Text(row, 2),
            Account = Text(row, 3),
            RequestModel = Text(row, 4),
            ResponseModel = Text(row, 5),
            Feature = Text(row, 6),
            Region = Text(row, 7),
            ServiceTier = Text(row, 8),
            Speed = Text(row, 9),
        });

    public static Dictionary<long, LedgerResult> Results(SqliteConnection connection) => Read(
        connection,
        $"SELECT id, {ResultColumns} FROM result",
        row => new LedgerResult
        {
            Outcome = EnumText<CallOutcome>.Read(Text(row, 1)),
            ErrorType = Text(row, 2),
            IsStreaming = row.GetBoolean(3),
            UsageSource = EnumText<UsageSource>.Read(Text(row, 4)),
            Anomalies = Enum.TryParse(Text(row, 5), out UsageAnomalies anomalies) ? anomalies : UsageAnomalies.None,
            UnpricedReason = EnumText<UnpricedReason>.Read(Text(row, 6)),
            UnpricedParts = Text(row, 7),
            PriceSource = EnumText<PriceSource>.Read(Text(row, 8)),
            PriceListName = Text(row, 9),
            PriceListVersion = Text(row, 10),
            FallbackProvider = Text(row, 11),
            IsProvisioned = row.GetBoolean(12),
            IsPriced = row.GetBoolean(13),
        });

    public static Dictionary<long, LedgerPrice> Prices(SqliteConnection connection) => Read(
        connection,
        $"SELECT id, {PriceColumns} FROM price",
        row => new LedgerPrice
        {
            Unit = row.GetString(1),
            Kind = Text(row, 2),
            Model = Text(row, 3),
            Direction = EnumText<CostDirection>.Read(Text(row, 4)),
            UnitPrice = Text(row, 5) is { } price ? MoneyText.Parse(price) : null,
            Per = MoneyText.Parse(row.GetString(6)),
        });

    /// <summary>Reads a gap of a row that begins with <see cref="GapColumns"/>.</summary>
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

    /// <summary>Returns the values of <see cref="GapColumns"/>.</summary>
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

    public static string? Text(SqliteDataReader row, int column) => row.IsDBNull(column) ? null : row.GetString(column);

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
