namespace LlmCost.AI;

/// <summary>The sums of a time range, by bucket (a part of the range) and by group.</summary>
/// <remarks><c>app/src/api.ts</c> of the dashboard declares the same members.</remarks>
internal sealed class SummaryAnswer
{
    public required string Instance { get; init; }

    public required long Revision { get; init; }

    public required string Source { get; init; }

    public required DateTimeOffset? Since { get; init; }

    public required MissingAnswer? Missing { get; init; }

    public required IReadOnlyList<long> Edges { get; init; }

    public required string By { get; init; }

    public required SumsAnswer Total { get; init; }

    public required SumsAnswer? Before { get; init; }

    public required bool BeforeIsPartial { get; init; }

    public required IReadOnlyList<SumsAnswer> Buckets { get; init; }

    public required IReadOnlyList<GroupAnswer> Groups { get; init; }

    public required IReadOnlyList<RowAnswer> Rows { get; init; }

    public required ProjectionAnswer? Projection { get; init; }
}
