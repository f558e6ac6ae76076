namespace LlmCost.AI;

/// <summary>Stores the counters of budgets in the memory of the process. This is the default store.</summary>
/// <remarks>
/// The counters start at zero in each process. The time of a reservation is <see cref="BudgetHold.Timestamp"/>, so that the clock
/// is not read again.
/// </remarks>
public sealed class InMemoryBudgetStore : IBudgetStore
{
    private readonly BudgetLedger _ledger;

    /// <summary>Initializes a new instance of the <see cref="InMemoryBudgetStore"/> class.</summary>
    /// <param name="timeProvider">The clock, or <see langword="null"/> for the system clock.</param>
    /// <param name="maxCounters">
    /// The maximum number of counters. Further scopes of a budget share one counter in each window.
    /// </param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="maxCounters"/> is less than 1.</exception>
    public InMemoryBudgetStore(TimeProvider? timeProvider = null, int maxCounters = 1_000_000)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(maxCounters, 1);
        _ledger = new(timeProvider ?? TimeProvider.System, maxCounters);
    }

    /// <inheritdoc/>
    public bool IsShared => false;

    /// <inheritdoc/>
    public bool IsDurable => false;

    /// <summary>The number of counters in memory.</summary>
    internal int Count => _ledger.Count;

    /// <inheritdoc/>
    public ValueTask<BudgetReply> ReserveAsync(BudgetHold hold, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(hold);
        return new(_ledger.Reserve(hold));
    }

    /// <inheritdoc/>
    public ValueTask<bool> ExtendAsync(BudgetHold hold, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(hold);
        return new(_ledger.Extend(hold));
    }

    /// <inheritdoc/>
    public ValueTask SettleAsync(BudgetHold hold, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(hold);
        _ledger.Settle(hold);
        return default;
    }

    /// <inheritdoc/>
    public ValueTask RenewAsync(IReadOnlyList<BudgetHold> holds, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(holds);
        for (var i = 0; i < holds.Count; i++)
        {
            _ledger.Renew(holds[i]);
        }

        return default;
    }

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<BudgetReading>> ReadAsync(
        IReadOnlyList<BudgetCounter> counters, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(counters);
        return new(_ledger.Read(counters));
    }

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<BudgetReading>> ReadTopAsync(
        BudgetCounter counter, int count, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(counter);
        return new(_ledger.ReadTop(counter, count));
    }

    /// <inheritdoc/>
    public ValueTask IncreaseAsync(BudgetIncrease increase, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(increase);
        _ledger.Increase(increase);
        return default;
    }

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<BudgetIncrease>> ReadIncreasesAsync(
        string? budget = null, CancellationToken cancellationToken = default) => new(_ledger.ReadIncreases(budget));
}
