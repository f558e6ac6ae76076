namespace LlmCost.AI;

/// <summary>Options for <see cref="OpenAIBillSource"/>.</summary>
public sealed class OpenAIBillOptions
{
    /// <summary>Gets the names of all reports: ten usage reports, and <c>costs</c>.</summary>
    public static IReadOnlyList<string> AllReports { get; } =
    [
        "completions", "embeddings", "moderations", "images", "audio_speeches", "audio_transcriptions", "vector_stores",
        "code_interpreter_sessions", "file_search_calls", "web_search_calls", "costs",
    ];

    /// <summary>Gets or sets the base URL of the API. Default: <c>https://api.openai.com/v1/</c>.</summary>
    public Uri Endpoint { get; set; } = new("https://api.openai.com/v1/");

    /// <summary>Gets or sets the names of the reports that are read. Default: <see cref="AllReports"/>.</summary>
    /// <remarks>
    /// The usage of a day is replaced as a whole. If a later run reads fewer usage reports, the days that it reads contain only
    /// the usage from those reports.
    /// </remarks>
    public IReadOnlyList<string> Reports { get; set; } = AllReports;

    /// <summary>
    /// Gets or sets the name of the organization in <see cref="BillBucket.Scope"/>. It is required only if one file contains the
    /// bills of several organizations. Default: empty.
    /// </summary>
    public string Scope { get; set; } = "";
}
