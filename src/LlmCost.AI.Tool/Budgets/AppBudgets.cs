using Microsoft.Extensions.Logging.Abstractions;

namespace LlmCost.AI.Tool;

/// <summary>Reads and increases the configured budgets of an app in its budget store.</summary>
/// <remarks>
/// Limits from an <see cref="IBudgetSource"/> of the app are not available here. Methods throw a <see cref="FormatException"/> if
/// an option is wrong, and an <see cref="IOException"/> if the store fails. The messages are written for the user.
/// </remarks>
internal sealed class AppBudgets : IAsyncDisposable
{
    private readonly string _file;
    private readonly OpenBudgetStore _store;
    private readonly TimeProvider _clock;
    private readonly StandaloneMeterFactory _meterFactory = new();
    private readonly BudgetSet _set;
    private readonly CostBudgets _budgets;

    private AppBudgets(string file, BudgetsOptions options, OpenBudgetStore store, TimeProvider clock)
    {
        (_file, _store, _clock) = (file, store, clock);
        _set = new BudgetSet(options, static (_, _) => null);
        _budgets = new CostBudgets(
            store.Store, [], _meterFactory, NullLoggerFactory.Instance, clock, options.BudgetStore.MaxCounters);
        _budgets.Apply(options);
    }

    /// <summary>Opens the budgets of an app.</summary>
    /// <param name="config">A JSON file with a section <c>LlmCost</c>.</param>
    /// <param name="location">The location of the store.</param>
    /// <param name="isReadOnly">True to only read the store; false to change budgets.</param>
    /// <param name="clock">The clock.</param>
    public static async Task<AppBudgets> OpenAsync(
        FileInfo config, BudgetStoreLocation location, bool isReadOnly, TimeProvider clock)
    {
        var options = new BudgetsOptions();
        AppConfiguration.Read(config, configuration =>
        {
            new BudgetsConfiguration(configuration).Configure(options);
            BudgetsOptionsValidator.ThrowIfInvalid(options);
        });
        if (options.Budgets.Count is 0)
        {
            throw new FormatException($"{config.FullName} has no budgets; their section is LlmCost:Budgets.");
        }

        var store = await OpenBudgetStore
            .OpenAsync(location, options.BudgetStore.Group, isReadOnly, clock)
            .ConfigureAwait(false);
        return new AppBudgets(config.FullName, options, store, clock);
    }

    /// <summary>Returns the state of one budget, or of all budgets.</summary>
    /// <param name="name">The name of the budget, or <see langword="null"/> for all.</param>
    /// <param name="scope">The values by which budgets are split, such as <c>user=42</c>.</param>
    /// <param name="cancellationToken">The token that cancels the operation.</param>
    public async Task<IReadOnlyList<BudgetLine>> GetStatusAsync(
        string? name, IReadOnlyList<string> scope, CancellationToken cancellationToken)
    {
        var budgets = name is null ? _set.All : [Countable(Find(name))];
        var values = ScopeOf(scope, budgets);
        List<BudgetLine> lines = [];
        foreach (var budget in budgets)
        {
            if (name is not null)
            {
                ThrowIfScopeIsMissing(budget, values);
            }

            if (budget.IsOfRequest || budget.IsOfRun || budget.KeyOf(values) is null)
            {
                lines.AddRange(Budget.LimitsIn(budget.Options).Select(limit =>
                    new BudgetLine(budget, limit.Unit, BudgetAmount.ForPeople(limit.Unit, limit.Limit), Status: null)));
                continue;
            }

            var limits = await _store
                .AnswerAsync(_budgets.GetStatusAsync(budget.Name, values, cancellationToken))
                .ConfigureAwait(false);
            lines.AddRange(limits.Select(status => LineOf(budget, status)));
        }

        return lines;
    }

    /// <summary>Returns the scopes of a split budget that have spent the most.</summary>
    /// <param name="name">The name of the budget.</param>
    /// <param name="unit">The unit of the limit, or <see langword="null"/> for the unit of the first limit.</param>
    /// <param name="count">The maximum number of scopes.</param>
    /// <param name="cancellationToken">The token that cancels the operation.</param>
    public async Task<IReadOnlyList<BudgetLine>> GetTopAsync(
        string name, string? unit, int count, CancellationToken cancellationToken)
    {
        var budget = Countable(Find(name));
        if (budget.Options.Each.Count is 0)
        {
            throw new FormatException(
                $"Budget '{budget.Name}' is not split; use 'llmcost budgets status {budget.Name}'.");
        }

        var limit = UnitOf(budget, budget.CountersOf("", _clock.GetUtcNow()), unit);
        var top = await _store
            .AnswerAsync(_budgets.GetTopAsync(budget.Name, limit, count, cancellationToken))
            .ConfigureAwait(false);
        return [.. top.Select(status => LineOf(budget, status))];
    }

    /// <summary>Increases a limit until the given time.</summary>
    /// <param name="name">The name of the budget.</param>
    /// <param name="amount">The amount, in the unit of the limit: USD, tokens, requests or concurrent calls.</param>
    /// <param name="until">The end of the increase.</param>
    /// <param name="actor">The person who increases the limit.</param>
    /// <param name="reason">The reason for the increase.</param>
    /// <param name="scope">The values by which the budget is split, such as <c>user=42</c>.</param>
    /// <param name="unit">The unit of the limit, or <see langword="null"/> for the unit of the first limit.</param>
    /// <param name="cancellationToken">The token that cancels the operation.</param>
    /// <returns>The state of the budget after the increase.</returns>
    public async Task<BudgetLine> IncreaseAsync(
        string name,
        decimal amount,
        DateTimeOffset until,
        string actor,
        string reason,
        IReadOnlyList<string> scope,
        string? unit,
        CancellationToken cancellationToken)
    {
        var budget = Countable(Find(name));
        var values = ScopeOf(scope, [budget]);
        ThrowIfScopeIsMissing(budget, values);
        var now = _clock.GetUtcNow();
        var limit = UnitOf(budget, budget.CountersOf(budget.KeyOf(values)!, now), unit);
        var (unitName, max) = (BudgetAmount.NameOf(limit), BudgetAmount.ForPeople(limit, BudgetAmount.Max));
        if (amount > max)
        {
            throw new FormatException(
                $"The amount is {PriceAnswerWriter.Text(amount)}; in {unitName} it must be at most {decimal.Floor(max)}.");
        }

        if (limit is not BudgetUnit.Usd && amount != decimal.Truncate(amount))
        {
            throw new FormatException(
                $"The amount is {PriceAnswerWriter.Text(amount)}; in {unitName} it must be a whole number.");
        }

        if (until <= now)
        {
            throw new FormatException($"--until is {until.ToUniversalTime():u}, which is not in the future.");
        }

        var status = await _store
            .AnswerAsync(_budgets.IncreaseAsync(budget.Name, amount, until, actor, reason, values, limit, cancellationToken))
            .ConfigureAwait(false);
        return LineOf(budget, status);
    }

    /// <summary>Returns the increases of one budget, or of all budgets, starting with the newest.</summary>
    public Task<IReadOnlyList<BudgetIncrease>> GetIncreasesAsync(string? name, CancellationToken cancellationToken) =>
        _store.AnswerAsync(_budgets.GetIncreasesAsync(name is null ? null : Find(name).Name, cancellationToken));

    public async ValueTask DisposeAsync()
    {
        _budgets.Dispose();
        _meterFactory.Dispose();
        await _store.DisposeAsync().ConfigureAwait(false);
    }

    private static BudgetLine LineOf(Budget budget, BudgetStatus status) => new(budget, status.Unit, status.Limit, status);

    private static Budget Countable(Budget budget) => budget.IsOfRequest || budget.IsOfRun
        ? throw new FormatException(
            $"Budget '{budget.Name}' limits each {budget.Options.Window.ToLowerInvariant()} separately; nothing is stored.")
        : budget;

    private static void ThrowIfScopeIsMissing(Budget budget, IReadOnlyList<KeyValuePair<string, string>> scope)
    {
        if (budget.KeyOf(scope) is null)
        {
            var missing = string.Join(" ", budget.Options.Each.Select(each => $"--scope {each}=VALUE"));
            throw new FormatException(
                $"Budget '{budget.Name}' is split by {string.Join(", ", budget.Options.Each)}; pass {missing}.");
        }
    }

    private static List<KeyValuePair<string, string>> ScopeOf(IReadOnlyList<string> scope, IReadOnlyList<Budget> budgets)
    {
        var names = budgets.SelectMany(budget => budget.Options.Each).Distinct(StringComparer.OrdinalIgnoreCase).ToList();
        List<KeyValuePair<string, string>> values = [];
        foreach (var pair in scope)
        {
            if (pair.Split('=', 2) is not [{ Length: > 0 } given, { Length: > 0 } value])
            {
                throw new FormatException($"--scope is '{pair}'; it must have the form NAME=VALUE, such as user=42.");
            }

            var name = given.Trim().ToLowerInvariant();
            if (!names.Contains(name, StringComparer.OrdinalIgnoreCase))
            {
                var which = budgets is [var budget] ? $"Budget '{budget.Name}' is not split by" : "No budget is split by";
                throw new FormatException($"{which} '{given}'{Remedy(given, names, "it is split by")}");
            }

            // A provider name is replaced with its canonical name, because calls are counted under this name.
            values.Add(KeyValuePair.Create(name, name is "provider" ? KnownProviders.Canonical(value) ?? value : value));
        }

        return values;
    }

    private static BudgetUnit UnitOf(Budget budget, BudgetCounter[] counters, string? name)
    {
        if (name is null)
        {
            return counters[0].Unit;
        }

        var units = counters.Select(counter => BudgetAmount.NameOf(counter.Unit)).ToList();
        var index = units.FindIndex(unit => unit.Equals(name, StringComparison.OrdinalIgnoreCase));
        return index >= 0
            ? counters[index].Unit
            : throw new FormatException(
                $"Budget '{budget.Name}' has no limit in '{name}'{Remedy(name, units, "it has limits in")}");
    }

    /// <summary>Returns the end of a message about an unknown name.</summary>
    private static string Remedy(string name, IReadOnlyCollection<string> known, string words) =>
        NearestName.Find(name, known) is { } nearest ? $"; did you mean '{nearest}'?"
        : known.Count > 0 ? $"; {words} {string.Join(", ", known)}."
        : ".";

    private Budget Find(string name) => _set.Find(name)
        ?? throw new FormatException($"{_file} has no budget '{name}'{Remedy(name, _budgets.Names, "it has")}");
}
