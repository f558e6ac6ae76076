namespace LlmCost.AI.Load.Ledgers;

/// <summary>How many calls a series should count.</summary>
internal sealed record CallLine(CallKey Series, long Calls);
