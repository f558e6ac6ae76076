using System.Text.Json;

namespace LlmCost.AI;

/// <summary>Reads rows of Anthropic's reports.</summary>
internal static class AnthropicRows
{
    private const int CentsOfDollar = 100;

    public static IReadOnlyList<BillLine> ReadUsage(JsonElement row) => Usage(row, row, row, requests: null);

    public static IReadOnlyList<BillLine> ReadAnalyticsUsage(JsonElement row)
    {
        var usage = row.Object("usage").Required("usage");
        return Usage(row, row.Object("group").Required("group"), usage, usage.Count("requests"));
    }

    public static IReadOnlyList<BillLine> ReadCost(JsonElement row)
    {
        var type = row.Text("cost_type");
        var token = row.Text("token_type");
        return
        [
            Cost(
                row,
                row,
                row.Text("description") ?? token ?? type ?? "cost",
                type is null or "tokens" or "web_search" or "code_execution" or "session_usage") with
            {
                Account = row.Text("workspace_id"),
                Model = row.Text("model"),
                Unit = Unit(type, token),
                ServiceTier = row.Text("service_tier"),
                Region = row.Text("inference_geo"),
            },
        ];
    }

    public static IReadOnlyList<BillLine> ReadAnalyticsCost(JsonElement row)
    {
        var group = row.Object("group").Required("group");
        var cost = row.Object("cost").Required("cost");
        return
        [
            Cost(row, cost, "cost", isUsage: true) with
            {
                Account = group.Text("workspace_id"),
                ApiKeyId = group.Text("api_key_id"),
                Model = group.Text("model"),
                ServiceTier = group.Text("service_tier"),
                Region = group.Text("inference_geo"),

                // According to the documentation, the field is in the cost object, but some rows have it outside the object.
                Requests = cost.Count("requests") ?? row.Count("requests"),
            },
        ];
    }

    private static IReadOnlyList<BillLine> Usage(JsonElement row, JsonElement group, JsonElement usage, long? requests)
    {
        var written = usage.Object("cache_creation");
        var tools = usage.Object("server_tool_use");
        return BillRow.Usage(
            new BillLine
            {
                Kind = BillLineKind.Usage,
                Meter = "",
                Provider = ProviderNames.Anthropic,
                Account = group.Text("workspace_id"),
                ApiKeyId = group.Text("api_key_id"),
                Model = group.Text("model"),
                ServiceTier = group.Text("service_tier"),
                Region = group.Text("inference_geo"),
                Raw = row.GetRawText(),
            },
            requests,
            ("uncached_input_tokens", "input", usage.Count("uncached_input_tokens").Required("uncached_input_tokens")),
            ("cache_read_input_tokens", "input_cache_read", usage.Count("cache_read_input_tokens")),
            ("cache_creation.ephemeral_5m_input_tokens", "input_cache_write", written?.Count("ephemeral_5m_input_tokens")),
            ("cache_creation.ephemeral_1h_input_tokens", "input_cache_write_1h", written?.Count("ephemeral_1h_input_tokens")),
            ("output_tokens", "output", usage.Count("output_tokens").Required("output_tokens")),
            ("server_tool_use.web_search_requests", "web_search", tools?.Count("web_search_requests")));
    }

    /// <summary>Reads an amount, which Anthropic states in cents.</summary>
    private static BillLine Cost(JsonElement row, JsonElement money, string meter, bool isUsage)
    {
        var amount = money.Number("amount").Required("amount") / CentsOfDollar;
        return new BillLine
        {
            Kind = amount < 0 ? BillLineKind.Credit : isUsage ? BillLineKind.Usage : BillLineKind.Unknown,
            Meter = meter,
            Provider = ProviderNames.Anthropic,
            Amount = amount,
            Currency = money.Text("currency").Required("currency").ToUpperInvariant(),
            Raw = row.GetRawText(),
        };
    }

    private static string? Unit(string? type, string? token) => (type, token) switch
    {
        (_, "uncached_input_tokens") => "input",
        (_, "cache_read_input_tokens") => "input_cache_read",
        (_, "cache_creation.ephemeral_5m_input_tokens") => "input_cache_write",
        (_, "cache_creation.ephemeral_1h_input_tokens") => "input_cache_write_1h",
        (_, "output_tokens") => "output",
        ("web_search", null) => "web_search",
        _ => null,
    };
}
