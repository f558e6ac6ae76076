namespace LlmCost.AI.Tool;

/// <summary>The formats of a report.</summary>
internal enum ReportFormat
{
    /// <summary>A table for people.</summary>
    Table,

    /// <summary>JSON Lines with amounts as text.</summary>
    Json,

    /// <summary>CSV with a header.</summary>
    Csv,
}
