namespace LlmCost.AI;

/// <summary>The projected cost of the calendar month, UTC.</summary>
/// <remarks><c>app/src/api.ts</c> of the dashboard declares the same members.</remarks>
internal sealed class ProjectionAnswer
{
    public required string Usd { get; init; }

    public required DateTimeOffset From { get; init; }

    public required string Basis { get; init; }
}
