namespace LlmCost.AI;

/// <summary>The states of a cell, which determine whether it is part of the totals.</summary>
internal enum CellState
{
    Final,
    Pending,
    NoBill,
}
