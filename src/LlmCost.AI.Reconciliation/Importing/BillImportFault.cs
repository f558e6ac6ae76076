namespace LlmCost.AI;

/// <summary>A part of a delivery that can't be read.</summary>
/// <remarks>Immutable and safe to use from any thread.</remarks>
public sealed record BillImportFault
{
    /// <summary>Gets the path of the file.</summary>
    public required string File { get; init; }

    /// <summary>
    /// Gets the line of the file, or the number of the row in a Parquet file. <see langword="null"/> if the file as a whole can't
    /// be read.
    /// </summary>
    public long? Line { get; init; }

    /// <summary>Gets what is wrong.</summary>
    public required string Message { get; init; }

    /// <summary>
    /// Gets a value indicating whether the delivery lacks an unknown number of rows, because the file is truncated or has not the
    /// columns of its format. Such a delivery is not stored.
    /// </summary>
    public bool IsFatal { get; init; }
}
