namespace LlmCost.AI;

/// <summary>Whether a cell is part of the totals.</summary>
internal enum CellState
{
    Final,
    Pending,
    NoBill,
}
