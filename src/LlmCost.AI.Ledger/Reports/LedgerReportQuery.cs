namespace LlmCost.AI;

/// <summary>Selects and groups the costs of a ledger for a report.</summary>
public sealed record LedgerReportQuery
{
    /// <summary>Gets the period in which the calls started.</summary>
    public required LedgerPeriod Period { get; init; }

    /// <summary>
    /// Gets the fields by which the calls are grouped. By default, the list is empty, and the report has one row.
    /// </summary>
    public IReadOnlyList<LedgerField> By { get; init; } = [];

    /// <summary>Gets the filters, all of which apply. The default is empty.</summary>
    public IReadOnlyList<LedgerFilter> Filters { get; init; } = [];

    /// <summary>
    /// Gets the maximum number of rows. The remaining rows are added up in <see cref="LedgerReport.Others"/>. Rows are ordered by
    /// time if they are grouped by time, and by cost otherwise. The default is <see langword="null"/>: all rows.
    /// </summary>
    public int? Top { get; init; }

    /// <summary>Gets an earlier period to compare with, or <see langword="null"/> for none.</summary>
    public LedgerPeriod? ComparedWith { get; init; }
}
