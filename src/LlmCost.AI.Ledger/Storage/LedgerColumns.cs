using System.Data.Common;

namespace LlmCost.AI;

/// <summary>The columns that a ledger has in any database. LlmCost.AI.Ledger.PostgreSql has a copy of this class.</summary>
internal static class LedgerColumns
{
    public const string Origin = "service, environment, instance, version";

    public const string Key =
        "operation, provider, account, request_model, response_model, feature, region, service_tier, speed, "
        + "cache_mode";

    public const string Result =
        "outcome, error_type, is_streaming, usage_source, anomalies, unpriced_reason, unpriced_parts, price_source, price_list, "
        + "price_list_version, fallback_provider, is_provisioned, is_priced";

    public const string Price = "unit, kind, model, direction, unit_price, per";

    public const string Gap =
        "id, start_time, end_time, reason, calls, unpriced_calls, input_tokens, output_tokens, cost, list_cost";

    public static LedgerOrigin ReadOrigin(DbDataReader row) => new()
    {
        Service = Text(row, 1),
        Environment = Text(row, 2),
        Instance = Text(row, 3),
        Version = Text(row, 4),
    };

    public static LedgerKey ReadKey(DbDataReader row) => new()
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
        CacheMode = Text(row, 10),
    };

    public static LedgerResult ReadResult(DbDataReader row) => new()
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
    };

    public static string? Text(DbDataReader row, int column) => row.IsDBNull(column) ? null : row.GetString(column);
}
