namespace SimulatedProvider;

/// <summary>Implements Anthropic's usage report for messages.</summary>
/// <remarks>
/// The report does not include the number of requests. All simulated prompts are reported in the smallest context window class,
/// <c>0-200k</c>.
/// </remarks>
internal sealed class AnthropicUsageReport() : AnthropicReport("usage_report/messages",
[
    new("api_key_id", key => key.ApiKeyId, "api_key_ids"),
    Workspace,
    new("model", key => key.Model, "models"),
    new("service_tier", key => key.ServiceTier, "service_tiers"),
    new("context_window", _ => "0-200k", "context_window"),
    ReportDimension.Empty("inference_geo", "inference_geos"),
    ReportDimension.Empty("account_id", "account_ids"),
    ReportDimension.Empty("service_account_id", "service_account_ids"),
])
{
    /// <inheritdoc/>
    protected override IEnumerable<object> Rows(IReadOnlyList<BookEntry> entries, ReportQuery query) =>
        entries.Sum(query).Select(entry => new
        {
            uncached_input_tokens = entry.Tokens.Input,
            cache_creation = new
            {
                ephemeral_5m_input_tokens = entry.Tokens.CacheWrite,
                ephemeral_1h_input_tokens = 0,
            },
            cache_read_input_tokens = entry.Tokens.CacheRead,
            output_tokens = entry.Tokens.Completion,
            server_tool_use = new { web_search_requests = entry.WebSearches },
            api_key_id = query.Grouped("api_key_id", entry.Key),
            workspace_id = query.Grouped("workspace_id", entry.Key),
            model = query.Grouped("model", entry.Key),
            service_tier = query.Grouped("service_tier", entry.Key),
            context_window = query.Grouped("context_window", entry.Key),
            inference_geo = (string?)null,
            account_id = (string?)null,
            service_account_id = (string?)null,
        });
}
