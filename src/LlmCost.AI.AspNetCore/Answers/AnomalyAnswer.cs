namespace LlmCost.AI;

/// <summary>Calls with contradictory counts.</summary>
/// <remarks>The page's <c>api.ts</c> describes the members.</remarks>
internal sealed class AnomalyAnswer
{
    public required string Name { get; init; }

    public required long Calls { get; init; }

    public required string? LastModel { get; init; }
}
