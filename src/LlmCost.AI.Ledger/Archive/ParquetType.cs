namespace LlmCost.AI;

/// <summary>The types of columns in Parquet files.</summary>
internal enum ParquetType
{
    /// <summary>A text, or null.</summary>
    Text,

    /// <summary>An amount in USD or a number of units, or null.</summary>
    Amount,

    /// <summary>An integer.</summary>
    Count,

    /// <summary>A UTC time in whole microseconds.</summary>
    Time,

    /// <summary>True or false.</summary>
    Flag,

    /// <summary>A UUID.</summary>
    Id,
}
