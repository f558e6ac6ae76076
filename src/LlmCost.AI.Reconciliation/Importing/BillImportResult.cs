namespace LlmCost.AI;

/// <summary>What an import has read and stored.</summary>
/// <remarks>Immutable and safe to use from any thread.</remarks>
public sealed record BillImportResult
{
    /// <summary>
    /// Gets a value indicating whether the delivery is stored. <see langword="false"/> for a dry run, and for a delivery with a
    /// file that is truncated or has not the columns of its format.
    /// </summary>
    public bool IsStored { get; init; }

    /// <summary>Gets the number of files that were read.</summary>
    public int Files { get; init; }

    /// <summary>
    /// Gets the files that were not read, because their rows would count twice: copies of another file of the delivery, and
    /// files that are not in the manifest of their AWS billing period.
    /// </summary>
    public IReadOnlyList<string> UnreadFiles { get; init; } = [];

    /// <summary>Gets the number of rows of the files.</summary>
    public long Rows { get; init; }

    /// <summary>Gets the rows that were skipped because they are not of an AI service, by the name of their service.</summary>
    public IReadOnlyDictionary<string, long> SkippedRows { get; init; } = new Dictionary<string, long>();

    /// <summary>Gets the number of lines of the bill: the sums of equal rows of a day.</summary>
    public int Lines { get; init; }

    /// <summary>
    /// Gets the number of lines for usage whose model or unit is not known. They are listed in reports, and compared only by
    /// their amount.
    /// </summary>
    public int OpaqueLines { get; init; }

    /// <summary>Gets the first day, UTC, or <see langword="null"/> if no row was read.</summary>
    public DateOnly? FirstDay { get; init; }

    /// <summary>Gets the last day, UTC, or <see langword="null"/> if no row was read.</summary>
    public DateOnly? LastDay { get; init; }

    /// <summary>Gets the number of days of each change, such as 2 restated days. Empty if nothing was stored.</summary>
    public IReadOnlyDictionary<BillChange, int> Days { get; init; } = new Dictionary<BillChange, int>();

    /// <summary>Gets the sum of the amounts in each currency.</summary>
    public IReadOnlyDictionary<string, decimal> Amounts { get; init; } = new Dictionary<string, decimal>();

    /// <summary>Gets the first 100 faults.</summary>
    public IReadOnlyList<BillImportFault> Faults { get; init; } = [];

    /// <summary>Gets the number of all faults.</summary>
    public long FaultCount { get; init; }
}
