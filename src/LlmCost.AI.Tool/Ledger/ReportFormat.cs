namespace LlmCost.AI.Tool;

/// <summary>Specifies the format of a report.</summary>
internal enum ReportFormat
{
    /// <summary>A table for a terminal.</summary>
    Table,

    /// <summary>JSON Lines with amounts as strings.</summary>
    Json,

    /// <summary>CSV with a header.</summary>
    Csv,
}
