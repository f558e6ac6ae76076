namespace LlmCost.AI;

/// <summary>The progress of an import. An immutable value; safe on any thread.</summary>
public readonly record struct BillImportProgress
{
    /// <summary>Gets the number of bytes that were read from the files.</summary>
    public required long BytesRead { get; init; }

    /// <summary>Gets the size of all files.</summary>
    public required long TotalBytes { get; init; }
}
