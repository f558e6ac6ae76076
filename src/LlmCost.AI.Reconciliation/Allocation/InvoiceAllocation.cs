namespace LlmCost.AI;

/// <summary>Splits the invoice of a period by feature, tenant, service or any other field of the ledger.</summary>
/// <remarks>Immutable and safe to use from any thread. The parts add up to the invoice exactly.</remarks>
public sealed record InvoiceAllocation
{
    /// <summary>Gets the period.</summary>
    public required LedgerPeriod Period { get; init; }

    /// <summary>Gets the field by which the invoice is split.</summary>
    public required LedgerField Field { get; init; }

    /// <summary>Gets the sum of all bills, in USD.</summary>
    public required decimal Invoice { get; init; }

    /// <summary>
    /// Gets a value indicating whether costs that belong to no value of the field, such as unmetered costs, taxes and credits,
    /// are spread. The costs of an account are spread over the account's values, in proportion to their metered costs.
    /// </summary>
    public required bool IsSpread { get; init; }

    /// <summary>
    /// Gets the rows: first a row for each value of the field, starting with the most expensive, then the rows of other kinds.
    /// </summary>
    public required IReadOnlyList<AllocationRow> Rows { get; init; }

    /// <summary>Gets notes, for example about providers in the ledger that have no bill.</summary>
    public required IReadOnlyList<string> Notes { get; init; }

    /// <summary>Splits the invoice.</summary>
    /// <param name="ledger">The ledger.</param>
    /// <param name="bills">The bills.</param>
    /// <param name="options">The options for the period, the exchange rates and the names of accounts.</param>
    /// <param name="field">The field, such as <c>feature</c>, <c>service</c> or <c>tag:tenant</c>.</param>
    /// <param name="spread">True to spread the costs that belong to no value of the field.</param>
    /// <param name="cancellationToken">Cancels the reading.</param>
    /// <returns>The shares.</returns>
    public static async Task<InvoiceAllocation> CreateAsync(
        ILedgerReader ledger, BillStore bills, ReconciliationOptions options, LedgerField field, bool spread = false,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(ledger);
        ArgumentNullException.ThrowIfNull(bills);
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(field);
        if (field.IsPrice)
        {
            throw new ArgumentException("An invoice can't be split by unit, because taxes and credits have none.", nameof(field));
        }

        var table = new ComparisonTable();
        BillSide.Add(table, bills.Read(options.Period), options, new ModelNames(options), options.At ?? DateTimeOffset.UtcNow);
        var unallocated = new UnallocatedCosts(table);
        var values = new AllocationSums(field, table.Cells.Select(cell => cell.Key.Provider).ToHashSet(StringComparer.Ordinal));
        await values.ReadAsync(ledger, options.Period, cancellationToken).ConfigureAwait(false);
        foreach (var (account, metered) in values.MeteredByAccount)
        {
            unallocated.Subtract(account, metered);
        }

        var rows = values.Rows(spread ? unallocated.ByAccount : null);
        if (!spread)
        {
            rows.AddRange(unallocated.Rows);
        }
        else if (unallocated.WithoutCalls(values.MeteredByAccount.Keys) is { Count: > 0 } rest)
        {
            rows.AddRange(rest);
        }

        return new InvoiceAllocation
        {
            Period = options.Period,
            Field = field,
            Invoice = unallocated.Invoice,
            IsSpread = spread,
            Rows = rows,
            Notes = [.. table.Notes, .. values.Notes],
        };
    }
}
