namespace LlmCost.AI;

/// <summary>Asks a ledger who spent what.</summary>
public sealed record LedgerReportQuery
{
    /// <summary>Gets the period in which the calls started.</summary>
    public required LedgerPeriod Period { get; init; }

    /// <summary>Gets the fields by which the calls are grouped. The default is empty: one row.</summary>
    public IReadOnlyList<LedgerField> By { get; init; } = [];

    /// <summary>Gets the filters, all of which apply. The default is empty.</summary>
    public IReadOnlyList<LedgerFilter> Filters { get; init; } = [];

    /// <summary>
    /// Gets the number of rows; the others are added up in <see cref="LedgerReport.Others"/>. Rows are in the order of their
    /// cost, or of their time if they are grouped by it. The default is <see langword="null"/>: all.
    /// </summary>
    public int? Top { get; init; }

    /// <summary>Gets an earlier period to compare with, or <see langword="null"/> for none.</summary>
    public LedgerPeriod? ComparedWith { get; init; }
}
