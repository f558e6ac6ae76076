namespace LlmCost.AI;

/// <summary>Compares the ledger with the bills, and explains the differences.</summary>
/// <remarks>Immutable and safe to use from any thread. A bill never changes a record of the ledger.</remarks>
public sealed record CostReconciliation
{
    /// <summary>
    /// The minimum number of days that are read. Shorter periods are extended backwards, because the correction factor is
    /// computed from the last 28 final days.
    /// </summary>
    private const int FactorDays = 35;

    private const long LongPrompt = 128_000;

    /// <summary>Gets the options.</summary>
    public required ReconciliationOptions Options { get; init; }

    /// <summary>Gets the rows, ordered by their values.</summary>
    public required IReadOnlyList<ReconciliationRow> Rows { get; init; }

    /// <summary>
    /// Gets the total of all final days. It does not include days that are not final, or providers without a bill.
    /// </summary>
    public required ReconciliationRow Total { get; init; }

    /// <summary>Gets the coverage and the correction factor of each account with a bill.</summary>
    public required IReadOnlyList<ReconciliationAccount> Accounts { get; init; }

    /// <summary>Gets the causes of the differences, the largest first.</summary>
    public required IReadOnlyList<ReconciliationFinding> Findings { get; init; }

    /// <summary>
    /// Gets the non-usage amounts on the bills, such as taxes and credits, and the amounts without an exchange rate.
    /// </summary>
    public required IReadOnlyList<BillAmount> OtherLines { get; init; }

    /// <summary>Gets the prices that the bills imply, for models whose metered prices differ or are unknown.</summary>
    public required IReadOnlyList<PriceProposal> PriceProposals { get; init; }

    /// <summary>Gets notes on how the bills and the ledger were made comparable.</summary>
    public required IReadOnlyList<string> Notes { get; init; }

    /// <summary>Gets the time at which the period was closed, or <see langword="null"/> if it is not a closed month.</summary>
    public DateTimeOffset? ClosedAt { get; init; }

    /// <summary>Gets the change of the bills since the month was closed, in USD.</summary>
    public decimal ChangedSinceClosing { get; init; }

    /// <summary>
    /// Gets a value indicating whether the total is within its tolerance, no row is pending, no usage is unpriced and no exchange
    /// rate is missing.
    /// </summary>
    public bool IsWithinTolerance =>
        Total.Status is ReconciliationStatus.Matched or ReconciliationStatus.WithinTolerance
        && Rows.All(row => row.Status is not ReconciliationStatus.Pending)
        && Findings.All(finding => finding.Cause is not (ReconciliationCause.Unpriced or ReconciliationCause.Currency));

    /// <summary>Compares the ledger with the bills.</summary>
    /// <param name="ledger">The ledger.</param>
    /// <param name="bills">The bills.</param>
    /// <param name="options">Options for the comparison of the ledger with bills.</param>
    /// <param name="cancellationToken">Cancels the reading.</param>
    /// <returns>The comparison.</returns>
    /// <exception cref="ArgumentException">The period does not consist of whole UTC days, or a tolerance is negative.</exception>
    public static async Task<CostReconciliation> CreateAsync(
        ILedgerReader ledger, BillStore bills, ReconciliationOptions options, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(ledger);
        ArgumentNullException.ThrowIfNull(bills);
        Check(options);

        var window = await ReadAsync(ledger, bills, options, cancellationToken).ConfigureAwait(false);
        var table = window.In(options.Period);
        var rows = new RowBuilder(table, options);
        var coverage = await ledger.ReadCoverageAsync(options.Period, cancellationToken).ConfigureAwait(false);
        var longCalls = await LongCallsAsync(ledger, table, options, cancellationToken).ConfigureAwait(false);
        var (closedAt, changed) = Closing(bills, options);
        var findings = CauseFinder.Find(new CauseScope(table, options, coverage.Gaps, longCalls));
        return new CostReconciliation
        {
            Options = options,
            Rows = rows.Rows(),
            Total = rows.Total(),
            Accounts = AccountBuilder.Create(window, options.Period),
            Findings = findings,
            PriceProposals = LlmCost.AI.PriceProposals.Create(table, findings),
            OtherLines = table.OtherLines,
            Notes = [.. table.Notes, .. NotesOf(coverage)],
            ClosedAt = closedAt,
            ChangedSinceClosing = changed,
        };
    }

    /// <summary>Reads the period, and the days before it that the correction factor needs.</summary>
    private static async Task<ComparisonTable> ReadAsync(
        ILedgerReader ledger, BillStore bills, ReconciliationOptions options, CancellationToken cancellationToken)
    {
        var table = new ComparisonTable();
        var names = new ModelNames(options);
        var period = options.Period;
        if (period.End - period.Start < TimeSpan.FromDays(FactorDays))
        {
            period = period with { Start = period.End.AddDays(-FactorDays) };
        }

        await LedgerSide.AddAsync(table, ledger, period, names, cancellationToken).ConfigureAwait(false);
        BillSide.Add(table, bills.Read(period), options, names, options.At ?? DateTimeOffset.UtcNow);
        CommonGranularity.Align(table);
        return table;
    }

    /// <summary>
    /// Reads the charges for calls with long prompts, if there are cells whose quantities agree but whose prices differ.
    /// </summary>
    private static async Task<IReadOnlyList<LongCall>> LongCallsAsync(
        ILedgerReader ledger, ComparisonTable table, ReconciliationOptions options, CancellationToken cancellationToken)
    {
        var charges = new List<LongCall>();
        var differing = table.Cells.Where(cell => cell.IsFinal && !cell.IsEqual && cell.BilledQuantity == cell.MeteredQuantity)
            .Select(cell => cell.Key)
            .ToHashSet();
        if (differing.Count is 0)
        {
            return charges;
        }

        var names = new ModelNames(options);
        await foreach (var call in ledger.ReadCallsAsync(options.Period, cancellationToken).ConfigureAwait(false))
        {
            if (call.InputTokens <= LongPrompt || call.Key.ProviderName is not { } provider || call.Key.Model is not { } model)
            {
                continue;
            }

            var day = DateOnly.FromDateTime(call.Timestamp.UtcDateTime);
            foreach (var charge in call.Charges)
            {
                var key = table.Folded(new CellKey(
                    day, provider, call.Key.Account, names.Of(provider, charge.Price.Model ?? model),
                    Units.OfLedger(charge.Price.Unit)));
                if (differing.Contains(key))
                {
                    charges.Add(new LongCall(key, call.InputTokens, charge.Cost ?? 0));
                }
            }
        }

        return charges;
    }

    private static (DateTimeOffset? At, decimal Changed) Closing(BillStore bills, ReconciliationOptions options)
    {
        var start = options.Period.Start;
        if (start.Day is not 1 || start.AddMonths(1) != options.Period.End
            || bills.FindClosing(start.Year, start.Month) is not { } at)
        {
            return default;
        }

        return (at, Sum(bills.Read(options.Period, asClosed: false)) - Sum(bills.Read(options.Period)));

        decimal Sum(IReadOnlyList<BillBucket> buckets) => buckets
            .Where(bucket => bucket.Basis is BillBasis.Cost or BillBasis.Invoice)
            .SelectMany(bucket => bucket.Lines)
            .Sum(line => (line.Amount ?? 0) * (line.Currency is null or "USD"
                ? 1
                : options.ExchangeRates.GetValueOrDefault(line.Currency)));
    }

    private static IEnumerable<string> NotesOf(LedgerCoverage coverage)
    {
        if (coverage.Gaps.Count > 0)
        {
            yield return $"The ledger dropped {CauseScope.Count(coverage.Gaps.Sum(gap => gap.Calls))} calls, of which only "
                + $"sums are "
                + $"known ({CauseScope.Usd(coverage.Gaps.Sum(gap => gap.Cost))}). They are not part of the metered cost.";
        }

        if (coverage.DaysWithoutCalls.Count > 0)
        {
            yield return $"The calls of {coverage.DaysWithoutCalls.Count} days are deleted, so their sums by unit may be "
                + $"incomplete.";
        }
    }

    private static void Check(ReconciliationOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        var (start, end) = (options.Period.Start.UtcDateTime, options.Period.End.UtcDateTime);
        if (start.TimeOfDay != TimeSpan.Zero || end.TimeOfDay != TimeSpan.Zero || end <= start)
        {
            throw new ArgumentException("The period must consist of whole days, UTC.", nameof(options));
        }

        if (options.Tolerance < 0 || options.MinTolerance < 0 || options.TotalTolerance < 0)
        {
            throw new ArgumentException("A tolerance can't be negative.", nameof(options));
        }
    }
}
