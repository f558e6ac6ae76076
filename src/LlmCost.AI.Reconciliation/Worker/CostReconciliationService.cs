using System.Globalization;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace LlmCost.AI;

/// <summary>Reads the bills of all sources, and compares them with the ledger, at startup and then every day.</summary>
internal sealed class CostReconciliationService(
    IEnumerable<IBillSource> sources,
    IOptions<CostReconciliationOptions> options,
    CostReconciliationMetrics metrics,
    ILogger<CostReconciliationService> log,
    ILedgerReader? reader = null,
    TimeProvider? timeProvider = null)
    : BackgroundService
{
    private const int ComparedDays = 28;

    private static readonly TimeSpan s_retry = TimeSpan.FromHours(1);

    private readonly TimeProvider _timeProvider = timeProvider ?? TimeProvider.System;
    private readonly HashSet<string> _withoutBill = new(StringComparer.Ordinal);
    private HashSet<(ReconciliationCause, string, string?)> _known = [];

    /// <summary>Gets the time of the next run, or <see langword="null"/> during a run.</summary>
    public DateTimeOffset? NextRun { get; private set; }

    /// <inheritdoc/>
    public override Task StartAsync(CancellationToken cancellationToken)
    {
        // Opens the file of bills, so that the app fails at startup, and not in the first run, if the file can't be written.
        BillStore.Open(options.Value.BillsPath).Dispose();
        return base.StartAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            while (true)
            {
                // SQLite is synchronous.
                var succeeded = await Task.Run(() => RunAsync(stoppingToken), stoppingToken).ConfigureAwait(false);
                var wait = succeeded ? UntilNextRun() : s_retry;
                var delay = Task.Delay(wait, _timeProvider, stoppingToken);
                NextRun = _timeProvider.GetUtcNow() + wait;
                await delay.ConfigureAwait(false);
                NextRun = null;
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The app stops. Without this catch, a host that is disposed without being stopped would log a failure.
        }
    }

    private async Task<bool> RunAsync(CancellationToken cancellationToken)
    {
        try
        {
            using var bills = BillStore.Open(options.Value.BillsPath);
            var today = DateOnly.FromDateTime(_timeProvider.GetUtcNow().UtcDateTime);
            var first = new DateOnly(today.Year, today.Month, 1).AddMonths(-1);
            foreach (var source in sources)
            {
                await PullAsync(source, bills, LedgerPeriod.Days(first, today), cancellationToken).ConfigureAwait(false);
            }

            await CompareAsync(bills, today, cancellationToken).ConfigureAwait(false);
            return true;
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            CostReconciliationLog.Failed(log, e.Message);
            return false;
        }
    }

    /// <summary>Reads a source. A failure does not affect other sources or the stored bills.</summary>
    private async Task PullAsync(IBillSource source, BillStore bills, LedgerPeriod period, CancellationToken cancellationToken)
    {
        try
        {
            var pull = new BillPullOptions { TimeProvider = _timeProvider };
            await BillPull.RunAsync(source, bills, period, pull, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            CostReconciliationLog.SourceFailed(log, source.Name, e.Message);
        }
    }

    private async Task CompareAsync(BillStore bills, DateOnly today, CancellationToken cancellationToken)
    {
        var ledger = reader ?? CostLedger.Open(options.Value.LedgerPath!, options.Value.ArchivePath);
        var query = new ReconciliationOptions
        {
            Period = LedgerPeriod.Days(today.AddDays(-ComparedDays), today.AddDays(-1)),
            By = [ReconciliationField.Day, ReconciliationField.Provider, ReconciliationField.Account],
            At = _timeProvider.GetUtcNow(),
            Tolerance = options.Value.Tolerance,
            DaysUntilFinal = options.Value.DaysUntilFinal.AsReadOnly(),
            ExchangeRates = options.Value.ExchangeRates.AsReadOnly(),
            Models = options.Value.Models.AsReadOnly(),
            Accounts = options.Value.Accounts.AsReadOnly(),
        };
        var comparison = await CostReconciliation.CreateAsync(ledger, bills, query, cancellationToken).ConfigureAwait(false);
        var withoutBill = WithoutBill(comparison);
        metrics.Show(comparison, LatestDays(comparison), withoutBill);
        var found = comparison.Findings.Select(KeyOf).ToHashSet();
        foreach (var finding in comparison.Findings.Where(finding => !_known.Contains(KeyOf(finding))))
        {
            CostReconciliationLog.Found(
                log, finding.Cause, finding.Amount, finding.Provider, finding.Message, finding.NextStep);
        }

        _known = found;
        foreach (var provider in withoutBill.GroupBy(one => one.Provider).Where(one => _withoutBill.Add(one.Key)))
        {
            CostReconciliationLog.HasNoBill(log, provider.Key, provider.Sum(one => one.Metered), ComparedDays);
        }

        CostReconciliationLog.Compared(log, comparison.Total.Billed ?? 0, comparison.Total.Metered, comparison.Findings.Count);
    }

    private static (ReconciliationCause, string, string?) KeyOf(ReconciliationFinding finding) =>
        (finding.Cause, finding.Provider, finding.Account);

    private static List<DayCost> LatestDays(CostReconciliation comparison) =>
    [
        .. comparison.Rows
            .Where(row => row.Status is not (ReconciliationStatus.Pending or ReconciliationStatus.NoBill))
            .Select(row => new DayCost(
                row.Values[1]!, row.Values[2], DateOnly.Parse(row.Values[0]!, CultureInfo.InvariantCulture), row.Billed,
                row.Metered))
            .GroupBy(day => (day.Provider, day.Account))
            .Select(account => account.MaxBy(day => day.Day)!),
    ];

    private static List<CostWithoutBill> WithoutBill(CostReconciliation comparison) =>
    [
        .. comparison.Rows.Where(row => row.Status is ReconciliationStatus.NoBill)
            .GroupBy(row => (Provider: row.Values[1]!, Account: row.Values[2]))
            .Select(account => new CostWithoutBill(
                account.Key.Provider, account.Key.Account, account.Sum(row => row.Metered))),
    ];

    private TimeSpan UntilNextRun()
    {
        var now = _timeProvider.GetUtcNow();
        var next = new DateTimeOffset(DateOnly.FromDateTime(now.UtcDateTime), options.Value.RunAt, TimeSpan.Zero);
        return (next > now ? next : next.AddDays(1)) - now;
    }
}
