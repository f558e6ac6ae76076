namespace LlmCost.AI.Tool;

/// <summary>Represents the arguments of <c>llmcost reconcile</c>.</summary>
internal sealed record ReconcileRequest
{
    public required ReconciliationOptions Options { get; init; }

    /// <summary>Gets the field by which the invoice is split, or <see langword="null"/> if it is not split.</summary>
    public LedgerField? Allocate { get; init; }

    public bool IsSpread { get; init; }

    public FileInfo? Report { get; init; }

    public DirectoryInfo? ProposePrices { get; init; }

    public bool Check { get; init; }

    public bool Close { get; init; }

    public bool IsJson { get; init; }
}
