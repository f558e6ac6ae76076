using System.Text.Json;
using System.Text.Json.Nodes;
using SimulatedProvider;

namespace Quickstart;

/// <summary>
/// Writes one JSON document at the end of the run. Amounts are strings, because JSON parsers can round numbers.
/// </summary>
internal sealed class JsonView(TextWriter output, RunSummary summary, BudgetSummary? budget) : IRunView
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    /// <inheritdoc/>
    public Task FollowAsync(Task run) => run;

    /// <inheritdoc/>
    public void ShowSummary(BillingLedger? ledger)
    {
        var snapshot = summary.Snapshot();
        var document = Document(snapshot);

        if (budget is not null)
        {
            document["budget"] = Budget(budget);
        }

        if (ledger is not null)
        {
            var comparison = LedgerComparison.Create(snapshot, ledger);
            document["provider_ledger"] = new JsonObject
            {
                ["billed_tokens"] = comparison.Billed,
                ["metered_tokens"] = comparison.Metered,
                ["difference"] = comparison.Difference,
            };
        }

        output.WriteLine(document.ToJsonString(Indented));
    }

    private static JsonObject Budget(BudgetSummary budget)
    {
        return new JsonObject
        {
            ["limit"] = Exact(budget.Status?.Limit),
            ["spent"] = Exact(budget.Status?.Spent),
            ["reserved"] = Exact(budget.Status?.Reserved),
            ["read_error"] = budget.ReadError,
            ["warned_at_percent"] = budget.Warned,
            ["downgraded"] = budget.Downgraded,
            ["refused"] = budget.Refused,
        };

        static string? Exact(decimal? usd) => usd is { } amount ? Money.Exact(amount) : null;
    }

    private static JsonObject Document(RunSnapshot snapshot) => new()
    {
        ["currency"] = "USD",
        ["price_list_version"] = snapshot.PriceListVersion,
        ["total"] = Amount(snapshot.Total),
        ["calls"] = new JsonObject
        {
            ["total"] = snapshot.Calls.Total,
            ["streamed"] = snapshot.Calls.Streamed,
            ["failed"] = snapshot.Calls.Failed,
            ["estimated"] = snapshot.Calls.Estimated,
            ["unpriced"] = snapshot.Calls.Unpriced,
        },
        ["by_provider"] = Lines(snapshot.ByProvider),
        ["by_model"] = Lines(snapshot.ByModel),
        ["by_feature"] = Lines(snapshot.ByFeature),
        ["by_token_class"] = new JsonObject(
            snapshot.ByTokenClass.Select(line => KeyValuePair.Create<string, JsonNode?>(line.Name, Amount(line.Spend)))),
    };

    private static JsonObject Lines(IEnumerable<SummaryRow> lines) => new(lines.Select(line =>
    {
        var amount = Amount(line.Spend);
        amount.Insert(0, "calls", line.Calls);
        return KeyValuePair.Create<string, JsonNode?>(line.Name, amount);
    }));

    private static JsonObject Amount(Spend spend) => new() { ["tokens"] = spend.Tokens, ["cost"] = Money.Exact(spend.Cost) };
}
