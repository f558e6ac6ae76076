namespace LlmCost.AI;

/// <summary>Provides the options of the budget store. They are bound from the section <c>LlmCost:BudgetStore</c>.</summary>
public sealed class BudgetStoreOptions
{
    /// <summary>
    /// Gets or sets the name of the group of processes that share counters in one store. The name consists of letters, digits,
    /// <c>.</c>, <c>-</c> and <c>_</c>. Default: <c>default</c>.
    /// </summary>
    public string Group { get; set; } = "default";

    /// <summary>
    /// Gets or sets the action for calls while the store does not respond. Default: <see cref="StoreFailureAction.Allowance"/>.
    /// </summary>
    public StoreFailureAction OnFailure { get; set; }

    /// <summary>
    /// Gets or sets the percentage of each limit that one replica may spend for each counter and window while the store does not
    /// respond, from 0 to 100. For example, at 5 %, four replicas together can exceed a limit by at most 20 %. Default: 5.
    /// </summary>
    public decimal AllowancePercent { get; set; } = 5;

    /// <summary>
    /// Gets or sets the time after which a command to the store counts as failed, from 10 milliseconds to 30 seconds. Default:
    /// 250 milliseconds.
    /// </summary>
    public TimeSpan Timeout { get; set; } = TimeSpan.FromMilliseconds(250);

    /// <summary>
    /// Gets or sets the maximum number of counters in memory, from 100 to 100,000,000. Further values of a split budget share one
    /// counter. Default: 1,000,000.
    /// </summary>
    public int MaxCounters { get; set; } = 1_000_000;

    /// <summary>
    /// Gets or sets the time for which a reservation is kept without being renewed, from 10 seconds to one hour. Reservations are
    /// renewed while their process is running. Default: 2 minutes.
    /// </summary>
    public TimeSpan Lease { get; set; } = TimeSpan.FromMinutes(2);
}
