namespace LlmCost.AI;

/// <summary>All that a source says of one period, such as a day. A later observation replaces it whole.</summary>
/// <remarks>Immutable and safe to use from any thread.</remarks>
public sealed record BillBucket
{
    /// <summary>Gets the name of the source: <see cref="IBillSource.Name"/>.</summary>
    public required string Source { get; init; }

    /// <summary>
    /// Gets the id of the organization or billing account that the source covers. Empty if it is not known.
    /// </summary>
    public string Scope { get; init; } = "";

    /// <summary>Gets whether the lines are usage, costs or an invoice.</summary>
    public required BillBasis Basis { get; init; }

    /// <summary>Gets the start of the period.</summary>
    public required DateTimeOffset Start { get; init; }

    /// <summary>Gets the end of the period, exclusive.</summary>
    public required DateTimeOffset End { get; init; }

    /// <summary>Gets the time at which the source was read.</summary>
    public required DateTimeOffset ObservedAt { get; init; }

    /// <summary>Gets a value indicating whether the source itself says that the period is not complete yet.</summary>
    public bool IsPending { get; init; }

    /// <summary>Gets the lines. Empty for a period without any.</summary>
    public IReadOnlyList<BillLine> Lines { get; init; } = [];
}
