namespace LlmCost.AI;

/// <summary>A part of a delivery that can't be read.</summary>
/// <remarks>Immutable and safe to use from any thread.</remarks>
public sealed record BillImportFault
{
    /// <summary>Gets the path of the file.</summary>
    public required string File { get; init; }

    /// <summary>
    /// Gets the line number in the file, or the number of the row in a Parquet file. It is <see langword="null"/> if the whole
    /// file can't be read.
    /// </summary>
    public long? Line { get; init; }

    /// <summary>Gets a description of the fault.</summary>
    public required string Message { get; init; }

    /// <summary>
    /// Gets a value indicating whether an unknown number of rows is missing, because the file is truncated or does not have the
    /// columns of its format. Such a delivery is not stored.
    /// </summary>
    public bool IsFatal { get; init; }
}
