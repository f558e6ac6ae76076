namespace LlmCost.AI;

/// <summary>The meaning of the name of an AWS usage type.</summary>
internal sealed record AwsUsageType(string Model, string Unit, string? ServiceTier, string? Region, string? CrossRegion);
