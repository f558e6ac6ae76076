using System.Diagnostics.CodeAnalysis;
using Npgsql;
using NpgsqlTypes;

namespace LlmCost.AI;

/// <summary>The columns of the tables whose rows repeat from call to call.</summary>
internal static class PostgreSqlColumns
{
    public const string Gap =
        "id, start_time, end_time, reason, calls, unpriced_calls, input_tokens, output_tokens, cost, list_cost";

    public static readonly PostgreSqlColumns<LedgerOrigin> Origin = new PostgreSqlColumns<LedgerOrigin>()
        .Text("service", row => row.Service)
        .Text("environment", row => row.Environment)
        .Text("instance", row => row.Instance)
        .Text("version", row => row.Version);

    public static readonly PostgreSqlColumns<LedgerKey> Key = new PostgreSqlColumns<LedgerKey>()
        .Text("operation", row => row.OperationName)
        .Text("provider", row => row.ProviderName)
        .Text("account", row => row.Account)
        .Text("request_model", row => row.RequestModel)
        .Text("response_model", row => row.ResponseModel)
        .Text("feature", row => row.Feature)
        .Text("region", row => row.Region)
        .Text("service_tier", row => row.ServiceTier)
        .Text("speed", row => row.Speed);

    public static readonly PostgreSqlColumns<LedgerResult> Result = new PostgreSqlColumns<LedgerResult>()
        .Text("outcome", row => PostgreSqlText<CallOutcome>.Of(row.Outcome))
        .Text("error_type", row => row.ErrorType)
        .Column("is_streaming", NpgsqlDbType.Boolean, row => row.IsStreaming)
        .Text("usage_source", row => PostgreSqlText<UsageSource>.Of(row.UsageSource))
        .Text("anomalies", row => row.Anomalies is UsageAnomalies.None ? null : row.Anomalies.ToString())
        .Text(
            "unpriced_reason",
            row => row.UnpricedReason is UnpricedReason.None ? null : PostgreSqlText<UnpricedReason>.Of(row.UnpricedReason))
        .Text("unpriced_parts", row => row.UnpricedParts)
        .Text("price_source", row => PostgreSqlText<PriceSource>.Of(row.PriceSource))
        .Text("price_list", row => row.PriceListName)
        .Text("price_list_version", row => row.PriceListVersion)
        .Text("fallback_provider", row => row.FallbackProvider)
        .Column("is_provisioned", NpgsqlDbType.Boolean, row => row.IsProvisioned)
        .Column("is_priced", NpgsqlDbType.Boolean, row => row.IsPriced);

    public static readonly PostgreSqlColumns<LedgerPrice> Price = new PostgreSqlColumns<LedgerPrice>()
        .Text("unit", row => row.Unit)
        .Text("kind", row => row.Kind)
        .Text("model", row => row.Model)
        .Text("direction", row => PostgreSqlText<CostDirection>.Of(row.Direction))
        .Column("unit_price", NpgsqlDbType.Numeric, row => row.UnitPrice)
        .Column("per", NpgsqlDbType.Numeric, row => row.Per);

    /// <summary>Replaces the character NUL, which PostgreSQL can't store, so that it never blocks the calls after it.</summary>
    [return: NotNullIfNotNull(nameof(text))]
    public static string? Clean(string? text) => text?.Replace('\0', '\uFFFD');

    public static LedgerOrigin ReadOrigin(NpgsqlDataReader row) => new()
    {
        Service = Text(row, 1),
        Environment = Text(row, 2),
        Instance = Text(row, 3),
        Version = Text(row, 4),
    };

    public static LedgerKey ReadKey(NpgsqlDataReader row) => new()
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
    };

    public static LedgerResult ReadResult(NpgsqlDataReader row) => new()
    {
        Outcome = PostgreSqlText<CallOutcome>.Read(Text(row, 1)),
        ErrorType = Text(row, 2),
        IsStreaming = row.GetBoolean(3),
        UsageSource = PostgreSqlText<UsageSource>.Read(Text(row, 4)),
        Anomalies = Enum.TryParse(Text(row, 5), out UsageAnomalies anomalies) ? anomalies : UsageAnomalies.None,
        UnpricedReason = PostgreSqlText<UnpricedReason>.Read(Text(row, 6)),
        UnpricedParts = Text(row, 7),
        PriceSource = PostgreSqlText<PriceSource>.Read(Text(row, 8)),
        PriceListName = Text(row, 9),
        PriceListVersion = Text(row, 10),
        FallbackProvider = Text(row, 11),
        IsProvisioned = row.GetBoolean(12),
        IsPriced = row.GetBoolean(13),
    };

    public static LedgerPrice ReadPrice(NpgsqlDataReader row) => new()
    {
        Unit = row.GetString(1),
        Kind = Text(row, 2),
        Model = Text(row, 3),
        Direction = PostgreSqlText<CostDirection>.Read(Text(row, 4)),
        UnitPrice = row.IsDBNull(5) ? null : row.GetDecimal(5),
        Per = row.GetDecimal(6),
    };

    public static string? Text(NpgsqlDataReader row, int column) => row.IsDBNull(column) ? null : row.GetString(column);
}
