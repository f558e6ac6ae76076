using System.Collections.Concurrent;

namespace LlmCost.AI;

/// <summary>Represents a run of an agent or a job, and the spending of its calls.</summary>
/// <remarks>All members are thread-safe.</remarks>
public sealed class CostRun : IDisposable
{
    private readonly Ambient<CostRun> _place;
    private readonly ConcurrentDictionary<Budget, BudgetCounter[]> _counters = new();
    private readonly Budget _own;

    private CostRun(BudgetOptions options)
    {
        _place = new Ambient<CostRun>(this);
        _own = new Budget("run", options, maxScopes: 1, static _ => null);
    }

    /// <summary>Gets the innermost run of the current flow, or <see langword="null"/> if there is none.</summary>
    public static CostRun? Current => CostBudgets.AreUsed ? Ambient<CostRun>.Current : null;

    /// <summary>Gets the unique id of the run.</summary>
    public string Id { get; } = Guid.CreateVersion7().ToString();

    /// <summary>
    /// Gets the cost in USD of the calls that have ended, rounded up to billionths of a USD for each call, or
    /// <see langword="null"/> if the run does not limit USD.
    /// </summary>
    public decimal? Spent =>
        Own(BudgetUnit.Usd) is { } counter ? BudgetAmount.ForPeople(BudgetUnit.Usd, counter.LastSpent) : null;

    /// <summary>
    /// Gets the amount in USD that is neither spent by ended calls nor reserved by calls in progress, or <see langword="null"/>
    /// if the run does not limit USD.
    /// </summary>
    public decimal? Remaining => Own(BudgetUnit.Usd) is { } counter
        ? decimal.Max(
            BudgetAmount.ForPeople(BudgetUnit.Usd, counter.Limit - counter.LastSpent - counter.LastReserved), 0)
        : null;

    /// <summary>The enclosing run, or <see langword="null"/>.</summary>
    internal CostRun? Outer => _place.Outer;

    /// <summary>The outermost run.</summary>
    internal CostRun Outermost => Outer?.Outermost ?? this;

    /// <summary>The budget of this run.</summary>
    internal Budget Budget => _own;

    internal static CostRun Begin(BudgetOptions options)
    {
        CostBudgets.BeginUse();
        var run = new CostRun(options);
        run.Resume();
        return run;
    }

    /// <summary>Makes this the current run of the calling flow again.</summary>
    /// <inheritdoc cref="CostScope.Resume" path="/remarks"/>
    public void Resume() => _place.Enter();

    /// <summary>
    /// Ends the run in the current flow. Flows that were started within the run keep it. Disposing it again has no effect.
    /// </summary>
    public void Dispose() => _place.Exit();

    /// <summary>Returns the counters of a budget for this run.</summary>
    internal BudgetCounter[] CountersOf(Budget budget) => _counters.GetOrAdd(
        budget, static one => one.Create("", DateTimeOffset.UnixEpoch));

    private BudgetCounter? Own(BudgetUnit unit) => CountersOf(_own).FirstOrDefault(counter => counter.Unit == unit);
}
