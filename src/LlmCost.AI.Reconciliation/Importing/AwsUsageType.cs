namespace LlmCost.AI;

/// <summary>What the name of a usage type of AWS stands for.</summary>
internal sealed record AwsUsageType(string Model, string Unit, string? ServiceTier, string? Region, string? CrossRegion);
