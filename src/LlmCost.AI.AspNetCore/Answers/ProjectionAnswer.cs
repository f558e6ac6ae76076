namespace LlmCost.AI;

/// <summary>The projected cost of the calendar month, UTC.</summary>
/// <remarks>The page's <c>api.ts</c> describes the members.</remarks>
internal sealed class ProjectionAnswer
{
    public required string Usd { get; init; }

    public required DateTimeOffset From { get; init; }

    public required string Basis { get; init; }
}
