namespace LlmCost.AI.Load.Ledgers;

/// <summary>What a series should have of tokens, and of USD.</summary>
internal sealed record ClassLine(ClassKey Series, long Tokens, decimal Cost);
