namespace LlmCost.AI.Load.Ledgers;

/// <summary>Represents the expected number of calls of a series.</summary>
internal sealed record CallLine(CallKey Series, long Calls);
