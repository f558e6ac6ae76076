namespace LlmCost.AI;

/// <summary>Metering failures with the same reason.</summary>
/// <remarks>The page's <c>api.ts</c> describes the members.</remarks>
internal sealed class FailureAnswer
{
    public required string Kind { get; init; }

    public required long Count { get; init; }
}
