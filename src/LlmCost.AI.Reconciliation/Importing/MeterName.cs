namespace LlmCost.AI;

/// <summary>What the name of a meter most likely stands for.</summary>
internal sealed record MeterName(string? Model, string? Unit, string? ServiceTier, string? Region, bool IsCommitment);
