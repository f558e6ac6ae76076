using System.Diagnostics.Metrics;
using System.Text.Json;

namespace LlmCost.AI;

/// <summary>The gauges of the worker. They report the results of the last comparison, by provider and account.</summary>
internal sealed class CostReconciliationMetrics
{
    private readonly TimeProvider _timeProvider;
    private volatile CostReconciliation? _latest;
    private volatile IReadOnlyList<DayCost> _days = [];
    private volatile IReadOnlyList<CostWithoutBill> _withoutBill = [];

    public CostReconciliationMetrics(Meter meter, TimeProvider timeProvider)
    {
        _timeProvider = timeProvider;
        meter.CreateObservableGauge(
            "llmcost.reconciliation.billed.cost", () => Days(day => day.Billed), "{USD}", "Billed cost of the latest final day.");
        meter.CreateObservableGauge(
            "llmcost.reconciliation.metered.cost",
            () => Days(day => day.Metered),
            "{USD}",
            "Metered cost of the latest final day.");
        meter.CreateObservableGauge(
            "llmcost.reconciliation.drift",
            () => Accounts(account => account.Drift),
            "1",
            "Billed minus metered cost, as a share of the metered cost, over the final days among the last 28 days.");
        meter.CreateObservableGauge(
            "llmcost.reconciliation.coverage",
            () => Accounts(account => account.Coverage),
            "1",
            "Metered divided by billed requests, over the final days among the last 28 days.");
        meter.CreateObservableGauge(
            "llmcost.reconciliation.correction_factor",
            () => Accounts(account => account.CorrectionFactor),
            "1",
            "Billed divided by metered cost of the last 28 final days, if their coverage allows it.");
        meter.CreateObservableGauge(
            "llmcost.reconciliation.age", Ages, "s", "Time since the end of the latest final day.");
        meter.CreateObservableGauge(
            "llmcost.reconciliation.difference.cost", Causes, "{USD}", "Difference of the last 28 days that a cause explains.");
        meter.CreateObservableGauge(
            "llmcost.reconciliation.without_bill.cost",
            () => _withoutBill.Select(one => new Measurement<double>((double)one.Metered, Tags(one.Provider, one.Account))),
            "{USD}",
            "Metered cost of the last 28 days, of providers without a bill.");
    }

    /// <summary>Shows a comparison.</summary>
    /// <param name="latest">The comparison of the last 28 days.</param>
    /// <param name="days">Billed and metered cost of the latest final day of each account.</param>
    /// <param name="withoutBill">Metered cost of each account of providers without a bill.</param>
    public void Show(
        CostReconciliation latest, IReadOnlyList<DayCost> days, IReadOnlyList<CostWithoutBill> withoutBill) =>
        (_days, _withoutBill, _latest) = (days, withoutBill, latest);

    private IEnumerable<Measurement<double>> Days(Func<DayCost, decimal?> read) =>
        from day in _days
        let value = read(day)
        where value.HasValue
        select new Measurement<double>((double)value.Value, Tags(day.Provider, day.Account));

    private IEnumerable<Measurement<double>> Accounts(Func<ReconciliationAccount, decimal?> read) =>
        from account in _latest?.Accounts ?? []
        let value = read(account)
        where value.HasValue
        select new Measurement<double>((double)value.Value, Tags(account.Provider, account.Account));

    private IEnumerable<Measurement<double>> Ages()
    {
        var now = _timeProvider.GetUtcNow();
        foreach (var account in _latest?.Accounts ?? [])
        {
            if (account.LatestFinalDay is { } day)
            {
                var end = new DateTimeOffset(day.AddDays(1), TimeOnly.MinValue, TimeSpan.Zero);
                yield return new((now - end).TotalSeconds, Tags(account.Provider, account.Account));
            }
        }
    }

    private IEnumerable<Measurement<double>> Causes() =>
        from finding in _latest?.Findings ?? []
        group finding by (finding.Provider, finding.Account, finding.Cause) into cause
        select new Measurement<double>(
            (double)cause.Sum(finding => finding.Amount),
            [
                .. Tags(cause.Key.Provider, cause.Key.Account),
                new("llmcost.reconciliation.cause", CauseName(cause.Key.Cause)),
            ]);

    private static KeyValuePair<string, object?>[] Tags(string provider, string? account) =>
        account is null
            ? [new("gen_ai.provider.name", provider)]
            : [new("gen_ai.provider.name", provider), new("llmcost.account", account)];

    private static string CauseName(ReconciliationCause cause) => JsonNamingPolicy.SnakeCaseLower.ConvertName(cause.ToString());
}
