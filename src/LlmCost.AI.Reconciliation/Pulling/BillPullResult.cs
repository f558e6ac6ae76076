namespace LlmCost.AI;

/// <summary>The result of a pull.</summary>
/// <remarks>Immutable and safe to use from any thread.</remarks>
public sealed record BillPullResult
{
    /// <summary>Gets the number of new buckets.</summary>
    public required int Added { get; init; }

    /// <summary>Gets the number of buckets that were stored before with other lines.</summary>
    public required int Restated { get; init; }

    /// <summary>Gets the number of buckets that were stored before with the same lines.</summary>
    public required int Unchanged { get; init; }

    /// <summary>Gets the number of buckets that were read.</summary>
    public int Buckets => Added + Restated + Unchanged;

    /// <summary>Gets the number of lines in the buckets that were read.</summary>
    public required long Lines { get; init; }

    /// <summary>
    /// Gets the number of rows that could not be read. They are stored unchanged as lines whose <see cref="BillLine.Meter"/>
    /// contains the reason.
    /// </summary>
    public required long UnreadableRows { get; init; }

    /// <summary>Gets the period from the first to the last bucket, or <see langword="null"/> if there are no buckets.</summary>
    public LedgerPeriod? Covered { get; init; }

    /// <summary>Gets the number of days that were not read again, because an interrupted pull had already stored them.</summary>
    public int ResumedDays { get; init; }

    /// <summary>
    /// Gets a value indicating whether the source returned no lines. Some providers also return no lines if the credential
    /// belongs to another organization.
    /// </summary>
    public bool IsEmpty => Lines is 0 && ResumedDays is 0;
}
