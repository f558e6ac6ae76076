namespace LlmCost.AI.Benchmarks;

/// <summary>Reserves and settles calls in the in-memory store.</summary>
internal sealed class BudgetCalls
{
    // What the store calls. A ValueTask can't be waited for without allocating.
    private readonly BudgetLedger _store = new(TimeProvider.System, maxCounters: 100);
    private readonly BudgetHold _hold = new();
    private readonly DateTimeOffset _now = DateTimeOffset.UtcNow;
    private readonly BudgetCounter[] _counters;

    public BudgetCalls(int count, bool isRolling = false) => _counters =
    [
        .. Enumerable.Range(1, count).Select(number => new BudgetCounter
        {
            Budget = $"budget-{number}",
            Unit = BudgetUnit.Usd,
            WindowStart = isRolling ? DateTimeOffset.UnixEpoch : _now.AddHours(-1),
            WindowEnd = isRolling ? null : _now.AddYears(1),
            BucketLength = isRolling ? TimeSpan.FromSeconds(1) : null,
            Buckets = isRolling ? 60 : 0,
            Limit = long.MaxValue,
            Thresholds = [80, 95],
        }),
    ];

    public void Call()
    {
        _hold.Begin(_now, TimeSpan.FromMinutes(2));
        foreach (var counter in _counters)
        {
            _hold.Add(counter, minimum: 100, maximum: 1_000, floor: 10).Actual = 500;
        }

        _store.Reserve(_hold);
        _store.Settle(_hold);
    }
}
