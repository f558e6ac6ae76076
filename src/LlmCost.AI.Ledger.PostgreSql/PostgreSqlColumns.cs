using System.Diagnostics.CodeAnalysis;
using Npgsql;
using NpgsqlTypes;

namespace LlmCost.AI;

/// <summary>The columns of the tables whose rows many calls share.</summary>
internal static class PostgreSqlColumns
{
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
        .Text("speed", row => row.Speed)
        .Text("cache_mode", row => row.CacheMode);

    public static readonly PostgreSqlColumns<LedgerResult> Result = new PostgreSqlColumns<LedgerResult>()
        .Text("outcome", row => EnumText<CallOutcome>.Of(row.Outcome))
        .Text("error_type", row => row.ErrorType)
        .Column("is_streaming", NpgsqlDbType.Boolean, row => row.IsStreaming)
        .Text("usage_source", row => EnumText<UsageSource>.Of(row.UsageSource))
        .Text("anomalies", row => row.Anomalies is UsageAnomalies.None ? null : row.Anomalies.ToString())
        .Text(
            "unpriced_reason",
            row => row.UnpricedReason is UnpricedReason.None ? null : EnumText<UnpricedReason>.Of(row.UnpricedReason))
        .Text("unpriced_parts", row => row.UnpricedParts)
        .Text("price_source", row => EnumText<PriceSource>.Of(row.PriceSource))
        .Text("price_list", row => row.PriceListName)
        .Text("price_list_version", row => row.PriceListVersion)
        .Text("fallback_provider", row => row.FallbackProvider)
        .Column("is_provisioned", NpgsqlDbType.Boolean, row => row.IsProvisioned)
        .Column("is_priced", NpgsqlDbType.Boolean, row => row.IsPriced);

    public static readonly PostgreSqlColumns<LedgerPrice> Price = new PostgreSqlColumns<LedgerPrice>()
        .Text("unit", row => row.Unit)
        .Text("kind", row => row.Kind)
        .Text("model", row => row.Model)
        .Text("direction", row => EnumText<CostDirection>.Of(row.Direction))
        .Column("unit_price", NpgsqlDbType.Numeric, row => row.UnitPrice)
        .Column("per", NpgsqlDbType.Numeric, row => row.Per);

    /// <summary>
    /// Replaces the character NUL, which PostgreSQL can't store. Otherwise, a call that contains it would block all later calls.
    /// </summary>
    [return: NotNullIfNotNull(nameof(text))]
    public static string? Clean(string? text) => text?.Replace('\0', '\uFFFD');

    public static LedgerPrice ReadPrice(NpgsqlDataReader row) => new()
    {
        Unit = row.GetString(1),
        Kind = LedgerColumns.Text(row, 2),
        Model = LedgerColumns.Text(row, 3),
        Direction = EnumText<CostDirection>.Read(LedgerColumns.Text(row, 4)),
        UnitPrice = row.IsDBNull(5) ? null : row.GetDecimal(5),
        Per = row.GetDecimal(6),
    };
}
