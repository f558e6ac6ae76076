namespace SimulatedProvider;

/// <summary>
/// Implements OpenAI's usage reports. Each report contains calls of one kind, such as completions or embeddings.
/// </summary>
internal sealed class OpenAIUsageReport : OpenAIReport
{
    private static readonly ReportDimension[] s_dimensions =
    [
        Project,
        ReportDimension.Empty("user_id", "user_ids"),
        ApiKey,
        new("model", key => key.Model, "models"),
        new("batch", key => IsBatch(key) ? "true" : "false", "batch"),
        new("service_tier", key => key.ServiceTier),
    ];

    private readonly Func<string, bool> _includesOperation;
    private readonly Func<BookEntry, ReportQuery, object?> _row;

    private OpenAIUsageReport(string kind, Func<string, bool> includesOperation, Func<BookEntry, ReportQuery, object?> row)
        : base($"usage/{kind}", s_dimensions) =>
        (_includesOperation, _row) = (includesOperation, row);

    /// <summary>
    /// Gets the reports for all kinds of calls. Most kinds are not simulated, so the buckets of their reports are empty.
    /// </summary>
    public static IReadOnlyList<OpenAIUsageReport> All { get; } =
    [
        new("completions", operation => operation is not "embeddings", Completions),
        new("embeddings", operation => operation is "embeddings", Embeddings),
        new("web_search_calls", operation => operation is not "embeddings", WebSearchCalls),
        .. new[]
        {
            "moderations", "images", "audio_speeches", "audio_transcriptions", "vector_stores", "code_interpreter_sessions",
            "file_search_calls",
        }
        .Select(kind => new OpenAIUsageReport(kind, _ => false, (_, _) => null)),
    ];

    /// <inheritdoc/>
    protected override bool IncludesOperation(string operation) => _includesOperation(operation);

    /// <inheritdoc/>
    protected override IEnumerable<object> Rows(IReadOnlyList<BookEntry> entries, ReportQuery query) =>
        entries.Sum(query).Select(entry => _row(entry, query)).OfType<object>();

    private static object Completions(BookEntry entry, ReportQuery query) => new
    {
        @object = "organization.usage.completions.result",
        input_tokens = entry.Tokens.Prompt,
        input_uncached_tokens = entry.Tokens.Input,
        input_cached_tokens = entry.Tokens.CacheRead,
        input_cache_write_tokens = entry.Tokens.CacheWrite,
        input_text_tokens = entry.Tokens.Input,
        input_cached_text_tokens = entry.Tokens.CacheRead,
        input_audio_tokens = 0,
        input_cached_audio_tokens = 0,
        input_image_tokens = 0,
        input_cached_image_tokens = 0,
        output_tokens = entry.Tokens.Completion,
        output_text_tokens = entry.Tokens.Completion,
        output_audio_tokens = 0,
        output_image_tokens = 0,
        num_model_requests = entry.Requests,
        project_id = query.Grouped("project_id", entry.Key),
        user_id = (string?)null,
        api_key_id = query.Grouped("api_key_id", entry.Key),
        model = query.Grouped("model", entry.Key),
        batch = query.IsGroupedBy("batch") ? IsBatch(entry.Key) : (bool?)null,
        service_tier = query.Grouped("service_tier", entry.Key),
    };

    private static object Embeddings(BookEntry entry, ReportQuery query) => new
    {
        @object = "organization.usage.embeddings.result",
        input_tokens = entry.Tokens.Prompt,
        num_model_requests = entry.Requests,
        project_id = query.Grouped("project_id", entry.Key),
        user_id = (string?)null,
        api_key_id = query.Grouped("api_key_id", entry.Key),
        model = query.Grouped("model", entry.Key),
    };

    private static object? WebSearchCalls(BookEntry entry, ReportQuery query) => entry.WebSearches is 0 ? null : new
    {
        @object = "organization.usage.web_search_calls.result",
        num_requests = entry.WebSearches,
        num_model_requests = entry.Requests,
        project_id = query.Grouped("project_id", entry.Key),
        user_id = (string?)null,
        api_key_id = query.Grouped("api_key_id", entry.Key),
        model = query.Grouped("model", entry.Key),
        context_level = (string?)null,
    };

    private static bool IsBatch(BookKey key) => key.ServiceTier is "batch";
}
