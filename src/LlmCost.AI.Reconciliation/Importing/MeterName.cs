namespace LlmCost.AI;

/// <summary>The likely meaning of a meter name.</summary>
internal sealed record MeterName(string? Model, string? Unit, string? ServiceTier, string? Region, bool IsCommitment);
