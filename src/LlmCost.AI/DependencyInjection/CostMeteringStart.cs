namespace LlmCost.AI;

/// <summary>An options type whose validation at startup creates the meter.</summary>
internal sealed class CostMeteringStart;
