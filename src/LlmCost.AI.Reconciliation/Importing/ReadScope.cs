namespace LlmCost.AI;

/// <summary>The days and lines that a file contains for one scope.</summary>
internal sealed record ReadScope
{
    public required BillScope Scope { get; init; }

    public required DateOnly First { get; init; }

    public required DateOnly Last { get; init; }

    public required IReadOnlyList<ReadLine> Lines { get; init; }
}
