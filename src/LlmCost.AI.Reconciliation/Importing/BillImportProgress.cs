namespace LlmCost.AI;

/// <summary>The progress of an import. Instances are immutable and thread-safe.</summary>
public readonly record struct BillImportProgress
{
    /// <summary>Gets the number of bytes that were read from the files.</summary>
    public required long BytesRead { get; init; }

    /// <summary>Gets the total size of all files in bytes.</summary>
    public required long TotalBytes { get; init; }
}
