namespace LlmCost.AI;

/// <summary>The number of calls whose usage comes from one source.</summary>
/// <remarks><c>app/src/api.ts</c> of the dashboard declares the same members.</remarks>
internal sealed class UsageSourceAnswer
{
    public required string Source { get; init; }

    public required long Calls { get; init; }
}
