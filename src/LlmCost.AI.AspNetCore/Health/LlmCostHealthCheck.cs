using System.Globalization;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Options;

namespace LlmCost.AI;

/// <summary>Reports whether the costs of the app are reliable.</summary>
internal sealed class LlmCostHealthCheck(MeteringHealth health, IOptions<LlmCostHealthCheckOptions> options) : IHealthCheck
{
    private readonly LlmCostHealthCheckOptions _options = options.Value;

    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        var state = health.Read();
        var faults = Faults(state).ToList();
        var data = Data(state);
        return Task.FromResult(faults.Count is 0
            ? HealthCheckResult.Healthy(data: data)
            : new HealthCheckResult(context.Registration.FailureStatus, string.Join(' ', faults), data: data));
    }

    private static double Share(WindowSums window) => window.Calls is 0 ? 0 : (double)window.Unpriced / window.Calls;

    private static Dictionary<string, object> Data(MeteringState state)
    {
        var data = new Dictionary<string, object>
        {
            ["calls"] = state.Window.Calls,
            ["unpriced_calls"] = state.Window.Unpriced,
            ["unpriced_share"] = Share(state.Window),
            ["budget_store_away"] = state.IsBudgetStoreAway,
        };
        Add("price_list_age_seconds", state.PriceListAge);
        Add("price_changes_held", state.HeldPriceChanges);
        Add("ledger_lag_seconds", state.LedgerLag);
        Add("ledger_forward_lag_seconds", state.LedgerForwardLag);
        Add("ledger_records_dropped", state.LedgerLag is null ? null : state.Window.Dropped);
        return data;

        void Add(string name, object? value)
        {
            if (value is not null)
            {
                data[name] = value;
            }
        }
    }

    /// <summary>Returns a sentence for each fault, including the remedy.</summary>
    private IEnumerable<string> Faults(MeteringState state)
    {
        if (state.PriceListAge > _options.MaxPriceListAge.TotalSeconds)
        {
            var days = TimeSpan.FromSeconds(state.PriceListAge.Value).Days;
            yield return Text($"The newest price list is {days} days old: update LlmCost.AI, or add a price feed.");
        }

        if (state.HeldPriceChanges > 0)
        {
            yield return Text($"Price changes that look like mistakes wait for approval ({state.HeldPriceChanges}): ")
                + "compare them with the provider's prices, and add their ids to LlmCost:AcceptedPriceChanges.";
        }

        if (state.Window.Calls >= _options.MinCalls && Share(state.Window) > _options.MaxUnpricedShare)
        {
            var percent = 100 * Share(state.Window);
            yield return Text($"The cost of {percent:0.#} % of the last {state.Window.Calls} calls is unknown: ")
                + "the log contains the names of their models; add their prices to LlmCost:Prices.";
        }

        if (state.LedgerLag > _options.MaxLedgerLag.TotalSeconds)
        {
            yield return Text($"The ledger has not written a record for {state.LedgerLag:F0} seconds: ")
                + "check the disk of LlmCost:Ledger:Path; the log has the reason.";
        }

        if (state.Window.Dropped > 0)
        {
            yield return Text($"The ledger could not store {state.Window.Dropped} records and kept only their sums: ")
                + "check the disk of LlmCost:Ledger:Path, or increase LlmCost:Ledger:QueueLength.";
        }

        if (state.LedgerForwardLag > _options.MaxLedgerForwardLag.TotalSeconds)
        {
            yield return Text($"The ledger has not been forwarded for {state.LedgerForwardLag:F0} seconds: ")
                + "check the database that it is forwarded to; the log has the reason.";
        }

        if (state.IsBudgetStoreAway)
        {
            yield return "The budget store does not respond, so LlmCost:BudgetStore:OnFailure applies: check the store.";
        }
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
