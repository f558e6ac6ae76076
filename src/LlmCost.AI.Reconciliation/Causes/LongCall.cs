namespace LlmCost.AI;

/// <summary>A charge of a call with a long prompt.</summary>
internal readonly record struct LongCall(CellKey Key, long InputTokens, decimal Cost);
