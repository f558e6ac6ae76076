namespace LlmCost.AI.Load.Ledgers;

/// <summary>Represents the expected tokens and cost of a series. The cost is in USD.</summary>
internal sealed record ClassLine(ClassKey Series, long Tokens, decimal Cost);
