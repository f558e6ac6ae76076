namespace LlmCost.AI;

/// <summary>The first event of a stream.</summary>
/// <remarks>The page's <c>api.ts</c> describes the members.</remarks>
internal sealed class SnapshotAnswer
{
    public required AppAnswer App { get; init; }

    public required TickAnswer Tick { get; init; }
}
