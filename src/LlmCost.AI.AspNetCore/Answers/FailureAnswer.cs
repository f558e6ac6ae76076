namespace LlmCost.AI;

/// <summary>Metering failures with the same reason.</summary>
/// <remarks><c>app/src/api.ts</c> of the dashboard declares the same members.</remarks>
internal sealed class FailureAnswer
{
    public required string Kind { get; init; }

    public required long Count { get; init; }
}
