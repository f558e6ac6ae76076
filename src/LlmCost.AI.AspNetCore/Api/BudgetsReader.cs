using System.Text.Json;
using Microsoft.Extensions.Options;

namespace LlmCost.AI;

/// <summary>Reads the state of budgets.</summary>
internal sealed class BudgetsReader(
    CostBudgets budgets, IOptionsMonitor<BudgetsOptions> options, IReadOnlySet<string> shownTags, TimeProvider timeProvider)
{
    private const int MaxScopes = 10;

    /// <summary>The share of a window that must have elapsed before its total spend is projected.</summary>
    private const decimal MinElapsed = 0.02m;

    private static readonly string[] s_publicProperties = ["provider", "model", "feature", "operation", "account"];

    /// <summary>
    /// Returns the state of each limit. For a budget that is split, returns the scopes that have spent the most.
    /// </summary>
    /// <param name="instance">The id of this run of the process.</param>
    /// <param name="cancellationToken">A token that cancels the operation.</param>
    public async Task<BudgetsAnswer> ReadAsync(string instance, CancellationToken cancellationToken)
    {
        var answers = new List<BudgetAnswer>();
        foreach (var (name, budget) in options.CurrentValue.Budgets)
        {
            // Budgets for a single call or run have no lasting state.
            if (!budgets.Names.Contains(name) || budget.Window is "Call" or "Request" or "Run")
            {
                continue;
            }

            var statuses = budget.Each.Count is 0
                ? await budgets.GetStatusAsync(name, scope: null, cancellationToken)
                : await ReadTopAsync(name, budget, cancellationToken);
            answers.AddRange(statuses.Select(status => Answer(status, ShowsScope(budget))));
        }

        return new BudgetsAnswer { Instance = instance, Budgets = answers };
    }

    private async Task<IReadOnlyList<BudgetStatus>> ReadTopAsync(
        string name, BudgetOptions budget, CancellationToken cancellationToken)
    {
        var statuses = new List<BudgetStatus>();
        foreach (var unit in UnitsOf(budget))
        {
            statuses.AddRange(await budgets.GetTopAsync(name, unit, MaxScopes, cancellationToken));
        }

        return statuses;
    }

    private static IEnumerable<BudgetUnit> UnitsOf(BudgetOptions budget) =>
        new (object? Limit, BudgetUnit Unit)[]
        {
            (budget.Usd, BudgetUnit.Usd),
            (budget.Tokens, BudgetUnit.Tokens),
            (budget.InputTokens, BudgetUnit.InputTokens),
            (budget.OutputTokens, BudgetUnit.OutputTokens),
            (budget.Requests, BudgetUnit.Requests),
            (budget.Concurrent, BudgetUnit.Concurrent),
        }.Where(limit => limit.Limit is not null).Select(limit => limit.Unit);

    /// <summary>Returns true if the values of the scope may be shown. They can be user ids.</summary>
    private bool ShowsScope(BudgetOptions budget) => budget.ShowScopes
        || budget.Each.All(name => s_publicProperties.Contains(name) || shownTags.Contains(name));

    private BudgetAnswer Answer(BudgetStatus status, bool showsScope) => new()
    {
        Name = status.Budget,
        Unit = JsonNamingPolicy.SnakeCaseLower.ConvertName(status.Unit.ToString()),
        Scope = showsScope
            ? string.Join(", ", status.Scope.Select(value => $"{value.Key}={value.Value}"))
            : string.Join(", ", status.Scope.Select(value => value.Key)),
        Limit = Amounts.Text(status.Limit),
        Spent = Amounts.Text(status.Spent),
        Reserved = Amounts.Text(status.Reserved),
        Remaining = Amounts.Text(status.Remaining),
        Share = status.Limit is 0 ? 1 : (double)((status.Spent + status.Reserved) / status.Limit),
        WindowStart = status.WindowStart,
        WindowSeconds = status.WindowLength?.TotalSeconds,
        ResetsAt = status.ResetsAt,
        Forecast = Amounts.Text(Forecast(status)),
    };

    private decimal? Forecast(BudgetStatus status)
    {
        if (status is not { WindowStart: { } start, ResetsAt: { } end } || end <= start)
        {
            return null;
        }

        var elapsed = (decimal)(timeProvider.GetUtcNow() - start).Ticks / (end - start).Ticks;
        return elapsed < MinElapsed ? null : decimal.Round(status.Spent / Math.Min(elapsed, 1), 6);
    }
}
