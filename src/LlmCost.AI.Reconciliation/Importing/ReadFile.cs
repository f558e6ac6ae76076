namespace LlmCost.AI;

/// <summary>What an import has read from a file, in a form that can be stored until all files of the delivery are read.</summary>
internal sealed record ReadFile
{
    public required IReadOnlyList<ReadScope> Scopes { get; init; }

    public required SortedDictionary<string, long> SkippedRows { get; init; }

    public required IReadOnlyList<BillImportFault> Faults { get; init; }

    public required long FaultCount { get; init; }

    public required long Rows { get; init; }
}
