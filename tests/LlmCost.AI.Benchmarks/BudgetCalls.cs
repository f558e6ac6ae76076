namespace LlmCost.AI.Benchmarks;

/// <summary>Reserves and settles calls in the in-memory store.</summary>
internal sealed class BudgetCalls
{
    // Uses the synchronous methods of the ledger behind the store, because waiting for a ValueTask would allocate.
    private readonly BudgetLedger _store;
    private readonly BudgetHold _hold = new();
    private readonly DateTimeOffset _now = DateTimeOffset.UtcNow;
    private readonly BudgetCounter[] _counters;

    /// <summary>Creates calls for a single caller. They have their own store with the given number of counters.</summary>
    public BudgetCalls(int count, bool isRolling = false)
    {
        _store = new BudgetLedger(TimeProvider.System, maxCounters: 100);
        _counters = [.. Enumerable.Range(1, count).Select(number => Counter(number, isRolling))];
    }

    /// <summary>Creates calls that use the counter with the given number in a shared store.</summary>
    public BudgetCalls(BudgetLedger store, int number) => (_store, _counters) = (store, [Counter(number, isRolling: false)]);

    public void Call() => Call(_hold);

    /// <summary>Reserves and settles a call for one of several callers.</summary>
    /// <param name="hold">The caller's own hold.</param>
    public void Call(BudgetHold hold)
    {
        hold.Begin(_now, TimeSpan.FromMinutes(2));
        foreach (var counter in _counters)
        {
            hold.Add(counter, minimum: 100, maximum: 1_000, floor: 10).Actual = 500;
        }

        _store.Reserve(hold);
        _store.Settle(hold);
    }

    private BudgetCounter Counter(int number, bool isRolling) => new()
    {
        Budget = $"budget-{number}",
        Unit = BudgetUnit.Usd,
        WindowStart = isRolling ? DateTimeOffset.UnixEpoch : _now.AddHours(-1),
        WindowEnd = isRolling ? null : _now.AddYears(1),
        BucketLength = isRolling ? TimeSpan.FromSeconds(1) : null,
        Buckets = isRolling ? 60 : 0,
        Limit = long.MaxValue,
        Thresholds = [80, 95],
    };
}
