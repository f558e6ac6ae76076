namespace LlmCost.AI;

/// <summary>The file formats of a FOCUS export.</summary>
public enum FocusFormat
{
    /// <summary>Comma-separated values in UTF-8. Missing values are empty fields, and the decimal separator is a point.</summary>
    Csv,

    /// <summary>Parquet, with amounts as exact decimals and times in UTC.</summary>
    Parquet,
}
