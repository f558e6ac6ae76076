namespace LlmCost.AI;

/// <summary>What a host validates when it starts, so that the meter is made then.</summary>
internal sealed class CostMeteringStart;
