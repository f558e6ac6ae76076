namespace LlmCost.AI.Tests.Budgets;

/// <summary>
/// Passes the commands of the gate to a <see cref="BudgetStoreModel"/>. Simulates lost replies, a gate that lacks a rule, and
/// processes that die or pause while they hold a reservation.
/// </summary>
internal sealed class BudgetGateStore(TimeProvider clock, BudgetGateRule without) : IBudgetStore
{
    private readonly BudgetStoreModel _model = new(
        clock, Enum.TryParse<BudgetStoreRule>(without.ToString(), out var rule) ? rule : BudgetStoreRule.None);

    private readonly Dictionary<Guid, long> _grants = [];

    public bool IsShared => false;

    public bool IsDurable => true;

    /// <summary>Gets the id of the latest reservation.</summary>
    public Guid Latest { get; private set; }

    /// <summary>Gets the reservations of ended processes, which send no further commands.</summary>
    public HashSet<Guid> Dead { get; } = [];

    /// <summary>Gets the reservations of paused processes. They are not renewed, but are settled later.</summary>
    public HashSet<Guid> Paused { get; } = [];

    /// <summary>Gets the reservations of calls that ended with an unknown cost.</summary>
    public HashSet<Guid> Broken { get; } = [];

    /// <summary>Gets or sets a value indicating whether the reply to the next settlement is lost.</summary>
    public bool LosesNextAnswer { get; set; }

    public async ValueTask<BudgetReply> ReserveAsync(BudgetHold hold, CancellationToken cancellationToken = default)
    {
        var reply = await _model.ReserveAsync(hold, cancellationToken);
        Latest = hold.Id;
        _grants[hold.Id] = hold[0].Granted;
        return reply;
    }

    public async ValueTask SettleAsync(BudgetHold hold, CancellationToken cancellationToken = default)
    {
        if (Dead.Contains(hold.Id))
        {
            return;
        }

        await _model.SettleAsync(Changed(hold), cancellationToken);
        if (LosesNextAnswer)
        {
            LosesNextAnswer = false;
            throw new TimeoutException();
        }
    }

    public ValueTask RenewAsync(IReadOnlyList<BudgetHold> holds, CancellationToken cancellationToken = default) =>
        _model.RenewAsync([.. holds.Where(hold => !Dead.Contains(hold.Id) && !Paused.Contains(hold.Id))], cancellationToken);

    public ValueTask<bool> ExtendAsync(BudgetHold hold, CancellationToken cancellationToken = default) =>
        _model.ExtendAsync(hold, cancellationToken);

    public ValueTask<IReadOnlyList<BudgetReading>> ReadAsync(
        IReadOnlyList<BudgetCounter> counters, CancellationToken cancellationToken = default) =>
        _model.ReadAsync(counters, cancellationToken);

    public ValueTask<IReadOnlyList<BudgetReading>> ReadTopAsync(
        BudgetCounter counter, int count, CancellationToken cancellationToken = default) =>
        _model.ReadTopAsync(counter, count, cancellationToken);

    public ValueTask IncreaseAsync(BudgetIncrease increase, CancellationToken cancellationToken = default) =>
        _model.IncreaseAsync(increase, cancellationToken);

    public ValueTask<IReadOnlyList<BudgetIncrease>> ReadIncreasesAsync(
        string? budget = null, CancellationToken cancellationToken = default) =>
        _model.ReadIncreasesAsync(budget, cancellationToken);

    /// <summary>Returns the settlement that a gate without the omitted rule would send.</summary>
    private BudgetHold Changed(BudgetHold hold)
    {
        var money = hold[0];
        switch (without)
        {
            case BudgetGateRule.RoundUp when money.Actual > 0:
                money.Actual--;
                break;
            case BudgetGateRule.ReleaseOnlyIfNothingWasBilled when Broken.Contains(hold.Id):
                money.Actual = 0;
                break;
            case BudgetGateRule.ReleaseIfNothingWasBilled when money.Actual is 0:
                money.Actual = _grants[hold.Id];
                break;
            case BudgetGateRule.BookInWindowOfAdmission when money.Counter is { WindowEnd: { } end } && end <= clock.GetUtcNow():
                return InCurrentWindow(hold);
        }

        return hold;
    }

    private static BudgetHold InCurrentWindow(BudgetHold hold)
    {
        var moved = new BudgetHold();
        moved.Begin(hold.Timestamp, hold.Lease);
        for (var i = 0; i < hold.Count; i++)
        {
            var counter = hold[i].Counter;
            var length = counter.WindowEnd - counter.WindowStart;
            moved.Add(
                length is not { } window ? counter : new BudgetCounter
                {
                    Budget = counter.Budget,
                    Unit = counter.Unit,
                    Limit = counter.Limit,
                    WindowStart = counter.WindowStart + window,
                    WindowEnd = counter.WindowEnd + window,
                },
                0,
                0,
                0).Actual = hold[i].Actual;
        }

        return moved;
    }
}
