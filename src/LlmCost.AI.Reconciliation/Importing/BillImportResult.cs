namespace LlmCost.AI;

/// <summary>The result of an import.</summary>
/// <remarks>Immutable and safe to use from any thread.</remarks>
public sealed record BillImportResult
{
    /// <summary>
    /// Gets a value indicating whether the delivery is stored. It is <see langword="false"/> for a dry run, and if a file is
    /// truncated or does not have the columns of its format.
    /// </summary>
    public bool IsStored { get; init; }

    /// <summary>Gets the number of files that were read.</summary>
    public int Files { get; init; }

    /// <summary>
    /// Gets the number of files in <see cref="Files"/> that were not read again, because an interrupted import had already read
    /// them. Their rows are included in all numbers of this result.
    /// </summary>
    public int ResumedFiles { get; init; }

    /// <summary>
    /// Gets the files that were skipped, because their rows would be counted twice: copies of other files of the delivery, and
    /// files that are not in the manifest of their AWS billing period.
    /// </summary>
    public IReadOnlyList<string> UnreadFiles { get; init; } = [];

    /// <summary>Gets the number of rows in the files.</summary>
    public long Rows { get; init; }

    /// <summary>
    /// Gets the number of rows that were skipped because they do not belong to an AI service, by the name of their service.
    /// </summary>
    public IReadOnlyDictionary<string, long> SkippedRows { get; init; } = new Dictionary<string, long>();

    /// <summary>
    /// Gets the number of lines of the bill. Each line is the sum of a day's rows that differ only in their quantities, requests
    /// and amounts.
    /// </summary>
    public int Lines { get; init; }

    /// <summary>
    /// Gets the number of usage lines whose model or unit is unknown. They are listed in reports, and only their amounts are
    /// compared.
    /// </summary>
    public int OpaqueLines { get; init; }

    /// <summary>Gets the first UTC day, or <see langword="null"/> if no row was read.</summary>
    public DateOnly? FirstDay { get; init; }

    /// <summary>Gets the last UTC day, or <see langword="null"/> if no row was read.</summary>
    public DateOnly? LastDay { get; init; }

    /// <summary>
    /// Gets the number of days by kind of change, such as 2 restated days. The dictionary is empty if nothing was stored.
    /// </summary>
    public IReadOnlyDictionary<BillChange, int> Days { get; init; } = new Dictionary<BillChange, int>();

    /// <summary>Gets the sum of the amounts in each currency.</summary>
    public IReadOnlyDictionary<string, decimal> Amounts { get; init; } = new Dictionary<string, decimal>();

    /// <summary>Gets the first 100 faults.</summary>
    public IReadOnlyList<BillImportFault> Faults { get; init; } = [];

    /// <summary>Gets the number of all faults.</summary>
    public long FaultCount { get; init; }
}
