namespace LlmCost.AI;

/// <summary>The days of a scope in a file.</summary>
internal sealed record ReadScope
{
    public required BillScope Scope { get; init; }

    public required DateOnly First { get; init; }

    public required DateOnly Last { get; init; }

    public required IReadOnlyList<ReadLine> Lines { get; init; }
}
