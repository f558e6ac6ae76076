namespace LlmCost.AI;

/// <summary>A charge for a call with a long prompt.</summary>
internal readonly record struct LongCall(CellKey Key, long InputTokens, decimal Cost);
