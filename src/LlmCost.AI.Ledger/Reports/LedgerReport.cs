namespace LlmCost.AI;

/// <summary>A report of costs by feature, model or other fields.</summary>
public sealed record LedgerReport
{
    /// <summary>Gets the query of the report.</summary>
    public required LedgerReportQuery Query { get; init; }

    /// <summary>Gets the rows.</summary>
    public required IReadOnlyList<LedgerReportRow> Rows { get; init; }

    /// <summary>
    /// Gets the sum of the rows beyond <see cref="LedgerReportQuery.Top"/>, or <see langword="null"/> if there are none.
    /// </summary>
    public LedgerReportRow? Others { get; init; }

    /// <summary>Gets the number of rows that <see cref="Others"/> contains.</summary>
    public int OtherRows { get; init; }

    /// <summary>Gets the sum of all rows.</summary>
    public required LedgerReportRow Total { get; init; }

    /// <summary>Gets the coverage of the period, which lists the data that are missing.</summary>
    public required LedgerCoverage Coverage { get; init; }

    /// <summary>
    /// Gets a value indicating whether the report leaves out <see cref="LedgerCoverage.DaysWithoutCalls"/>. It leaves them out if
    /// it needs hours or tags, which the ledger no longer has for these days.
    /// </summary>
    public required bool IsWithoutOldDays { get; init; }

    /// <summary>Creates a report.</summary>
    /// <param name="ledger">The ledger.</param>
    /// <param name="query">The query.</param>
    /// <param name="cancellationToken">A token that cancels the operation.</param>
    /// <returns>The report.</returns>
    /// <exception cref="ArgumentNullException">An argument is <see langword="null"/>.</exception>
    public static async Task<LedgerReport> CreateAsync(
        ILedgerReader ledger, LedgerReportQuery query, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(ledger);
        ArgumentNullException.ThrowIfNull(query);

        var groups = await ReportGroups.ReadAsync(ledger, query, query.Period, cancellationToken).ConfigureAwait(false);
        if (query.ComparedWith is { } earlier)
        {
            groups.AddEarlier(await ReportGroups.ReadAsync(ledger, query, earlier, cancellationToken).ConfigureAwait(false));
        }

        var rows = groups.Rows();
        var (shown, others) = (rows.Take(query.Top ?? int.MaxValue).ToList(), rows.Skip(query.Top ?? int.MaxValue).ToList());
        var coverage = await ledger.ReadCoverageAsync(query.Period, cancellationToken).ConfigureAwait(false);
        return new LedgerReport
        {
            Query = query,
            Rows = shown,
            Others = others.Count is 0 ? null : ReportGroups.Sum(others),
            OtherRows = others.Count,
            Total = ReportGroups.Sum(rows),
            Coverage = coverage,
            IsWithoutOldDays = coverage.DaysWithoutCalls.Count > 0 && ReportGroups.NeedsCalls(query),
        };
    }
}
