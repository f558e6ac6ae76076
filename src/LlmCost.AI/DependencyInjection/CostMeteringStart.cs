namespace LlmCost.AI;

/// <summary>An options type that a host validates when it starts, which creates the meter.</summary>
internal sealed class CostMeteringStart;
