namespace LlmCost.AI;

/// <summary>Calls with contradictory counts.</summary>
/// <remarks><c>app/src/api.ts</c> of the dashboard declares the same members.</remarks>
internal sealed class AnomalyAnswer
{
    public required string Name { get; init; }

    public required long Calls { get; init; }

    public required string? LastModel { get; init; }
}
