namespace LlmCost.AI;

/// <summary>What a pull has stored.</summary>
/// <remarks>Immutable and safe to use from any thread.</remarks>
public sealed record BillPullResult
{
    /// <summary>Gets the number of buckets that are new.</summary>
    public required int Added { get; init; }

    /// <summary>Gets the number of buckets that had other lines.</summary>
    public required int Restated { get; init; }

    /// <summary>Gets the number of buckets that had the same lines.</summary>
    public required int Unchanged { get; init; }

    /// <summary>Gets the number of buckets that were read.</summary>
    public int Buckets => Added + Restated + Unchanged;

    /// <summary>Gets the number of lines in the buckets that were read.</summary>
    public required long Lines { get; init; }

    /// <summary>
    /// Gets the number of lines that could not be read. They are kept as they are; <see cref="BillLine.Meter"/> has the reason.
    /// </summary>
    public required long UnreadableRows { get; init; }

    /// <summary>Gets the period from the first to the last bucket, or <see langword="null"/> if there are no buckets.</summary>
    public LedgerPeriod? Covered { get; init; }

    /// <summary>Gets the number of days that an interrupted pull had stored before, which were not read again.</summary>
    public int ResumedDays { get; init; }

    /// <summary>
    /// Gets a value indicating whether the source has returned no lines. This is also what the credential of another organization
    /// gets.
    /// </summary>
    public bool IsEmpty => Lines is 0 && ResumedDays is 0;
}
