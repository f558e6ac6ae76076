namespace LlmCost.AI;

/// <summary>The first event of a stream.</summary>
/// <remarks><c>app/src/api.ts</c> of the dashboard declares the same members.</remarks>
internal sealed class SnapshotAnswer
{
    public required AppAnswer App { get; init; }

    public required TickAnswer Tick { get; init; }
}
