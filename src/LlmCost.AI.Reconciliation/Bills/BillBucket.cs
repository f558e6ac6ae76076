namespace LlmCost.AI;

/// <summary>All bill lines of a source for one period, such as a day. A later observation replaces the whole bucket.</summary>
/// <remarks>Immutable and safe to use from any thread.</remarks>
public sealed record BillBucket
{
    /// <summary>Gets the name of the source: <see cref="IBillSource.Name"/>.</summary>
    public required string Source { get; init; }

    /// <summary>
    /// Gets the id of the organization or billing account that the source covers. Empty if the id is unknown.
    /// </summary>
    public string Scope { get; init; } = "";

    /// <summary>Gets the kind of the source: usage, costs or an invoice.</summary>
    public required BillBasis Basis { get; init; }

    /// <summary>Gets the start of the period.</summary>
    public required DateTimeOffset Start { get; init; }

    /// <summary>Gets the end of the period, exclusive.</summary>
    public required DateTimeOffset End { get; init; }

    /// <summary>Gets the time at which the source was read.</summary>
    public required DateTimeOffset ObservedAt { get; init; }

    /// <summary>Gets a value indicating whether the source itself marks the period as incomplete.</summary>
    public bool IsPending { get; init; }

    /// <summary>Gets the lines. The list is empty if the period has no lines.</summary>
    public IReadOnlyList<BillLine> Lines { get; init; } = [];
}
