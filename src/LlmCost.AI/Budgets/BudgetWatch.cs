using System.Collections.Concurrent;

namespace LlmCost.AI;

/// <summary>
/// Collects the state of the budgets that apply to the calls made while it is current, for example in a web request or in a step
/// of an agent.
/// </summary>
/// <remarks>
/// A watch is ambient like <see cref="CostScope"/>: it flows with <see langword="await"/> and into tasks that are started within
/// it. Watches nest; a call counts for every enclosing watch. Within a watch, responses of chat clients have an additional
/// property for each limit. Its key contains the names of the budget and the unit, such as
/// <c>llmcost.budget.remaining.user-day.usd</c>. All members are thread-safe.
/// </remarks>
/// <example>
/// <code>
/// using var watch = BudgetWatch.Begin();
/// await AnswerAsync(question);
/// var isNearlySpent = watch.Statuses.Any(status => status.Remaining &lt; status.Limit / 10);
/// </code>
/// </example>
public sealed class BudgetWatch : IDisposable
{
    private static volatile bool s_isUsed;

    private readonly Ambient<BudgetWatch> _place;
    private readonly ConcurrentDictionary<(string Budget, BudgetUnit Unit, string Scope), BudgetStatus> _statuses = new();

    private BudgetWatch() => _place = new Ambient<BudgetWatch>(this);

    /// <summary>Gets the innermost watch of the current flow, or <see langword="null"/> if there is none.</summary>
    public static BudgetWatch? Current => s_isUsed ? Ambient<BudgetWatch>.Current : null;

    /// <summary>
    /// Gets the state of each limit that applied to a call, as of the start of the last such call.
    /// <see cref="BudgetStatus.Reserved"/> includes the reservation of that call.
    /// </summary>
    public IReadOnlyList<BudgetStatus> Statuses =>
    [
        .. _statuses.OrderBy(one => one.Key.Budget, StringComparer.Ordinal).ThenBy(one => one.Key.Unit).Select(one => one.Value),
    ];

    /// <summary>Begins a watch.</summary>
    /// <returns>The watch. Dispose it in the flow that began it. Its statuses can still be read afterwards.</returns>
    public static BudgetWatch Begin()
    {
        s_isUsed = true;
        var watch = new BudgetWatch();
        watch._place.Enter();
        return watch;
    }

    /// <summary>Ends the watch in the current flow. Disposing it again has no effect.</summary>
    public void Dispose() => _place.Exit();

    /// <summary>Adds the state of a limit to this watch and to all enclosing watches.</summary>
    internal void Add(BudgetClaim claim)
    {
        var counter = claim.Counter;
        var status = CostBudgets.StatusOf(
            counter, claim.Limit, claim.Spent, claim.Reserved, Budget.ValuesIn(counter.Scope));
        for (var watch = this; watch is not null; watch = watch._place.Outer)
        {
            watch._statuses[(counter.Budget, counter.Unit, counter.Scope)] = status;
        }
    }
}
