namespace LlmCost.AI;

/// <summary>The formats of files with bills.</summary>
public enum BillFileFormat
{
    /// <summary>An AWS cost and usage report (CUR 2.0, Data Exports) as CSV or Parquet.</summary>
    AwsCur = 0,

    /// <summary>The billing export of Google Cloud, read from BigQuery as CSV, JSON Lines or Parquet.</summary>
    Gcp,

    /// <summary>A cost export of Azure (actual cost) as CSV or Parquet.</summary>
    Azure,

    /// <summary>A FOCUS data set (1.0 to 1.4) of any provider as CSV or Parquet.</summary>
    Focus,

    /// <summary>CSV or Parquet with the columns of a <see cref="BillColumnMap"/>.</summary>
    Csv,
}
