namespace LlmCost.AI;

/// <summary>Exports a ledger as a FOCUS data set, which FinOps tools read.</summary>
/// <remarks>
/// Each row contains the charges for one unit at one price. They belong to the same hour or day, service, account, provider,
/// model and feature. Calls without a known cost are left out and counted, because a cost of 0 would be wrong.
/// </remarks>
public static class FocusExport
{
    /// <summary>Writes an export.</summary>
    /// <param name="ledger">The ledger.</param>
    /// <param name="options">The options.</param>
    /// <param name="stream">The stream to write to. It is left open.</param>
    /// <param name="cancellationToken">A token that cancels the operation.</param>
    /// <returns>The content of the export, and what is missing from it.</returns>
    /// <exception cref="ArgumentNullException">An argument is <see langword="null"/>.</exception>
    /// <exception cref="ArgumentException">An option is not valid. Nothing was written.</exception>
    /// <exception cref="InvalidDataException">An amount does not fit into the file. The message names its row.</exception>
    public static async Task<FocusExportResult> WriteAsync(
        ILedgerReader ledger, FocusExportOptions options, Stream stream, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(ledger);
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(stream);
        Validate(options);

        var columns = FocusColumns.Of(options.Version);
        var rows = await FocusRows.ReadAsync(ledger, options, cancellationToken).ConfigureAwait(false);
        if (options.Format is FocusFormat.Parquet)
        {
            await FocusParquet.WriteAsync(columns, rows, stream, cancellationToken).ConfigureAwait(false);
        }
        else
        {
            await FocusCsv.WriteAsync(columns, rows, stream).ConfigureAwait(false);
        }

        var query = new LedgerTotalsQuery { Period = options.Period, ByHour = options.ByHour, ByTags = options.ByTags };
        var (unpriced, partial) = (0L, 0L);
        await foreach (var total in ledger.ReadTotalsAsync(query, cancellationToken).ConfigureAwait(false))
        {
            unpriced += total.Result.IsUnpriced ? total.Calls : 0;
            partial += total.Result.IsPartial ? total.Calls : 0;
        }

        var coverage = await ledger.ReadCoverageAsync(options.Period, cancellationToken).ConfigureAwait(false);
        return new FocusExportResult
        {
            Rows = rows.Count,
            EffectiveCost = rows.Sum(row => row.EffectiveCost),
            UnpricedCalls = unpriced,
            PartialCalls = partial,
            Gaps = coverage.Gaps,
            MissingDays = options.ByHour || options.ByTags ? coverage.DaysWithoutCalls : [],
        };
    }

    private static void Validate(FocusExportOptions options)
    {
        if (string.IsNullOrWhiteSpace(options.BillingAccountId))
        {
            throw new ArgumentException(
                "BillingAccountId is empty; it must be the id of the account that is billed.", nameof(options));
        }

        if (!Enum.IsDefined(options.Version) || !Enum.IsDefined(options.Format) || !Enum.IsDefined(options.BilledCost))
        {
            throw new ArgumentException("Version, Format or BilledCost is not a defined value.", nameof(options));
        }

        var (start, end) = (options.Period.Start.UtcDateTime, options.Period.End.UtcDateTime);
        var unit = options.ByHour ? TimeSpan.TicksPerHour : TimeSpan.TicksPerDay;
        if (start >= end || start.Ticks % unit is not 0 || end.Ticks % unit is not 0)
        {
            throw new ArgumentException(
                $"Period is {start:O} to {end:O}; it must be whole {(options.ByHour ? "hours" : "days")}, UTC.", nameof(options));
        }
    }
}
