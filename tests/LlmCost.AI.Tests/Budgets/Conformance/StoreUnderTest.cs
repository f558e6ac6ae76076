namespace LlmCost.AI.Tests.Budgets;

/// <summary>Represents a new, empty store with its clock and its disposal.</summary>
/// <param name="store">The store.</param>
/// <param name="clock">The clock of the store.</param>
/// <param name="advance">Advances the clock, or null if the test can't control the clock.</param>
/// <param name="dispose">Disposes of the store, or null if this is not necessary.</param>
public sealed class StoreUnderTest(
    IBudgetStore store, TimeProvider clock, Action<TimeSpan>? advance = null, Func<ValueTask>? dispose = null) : IAsyncDisposable
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public TimeProvider Clock => clock;

    public DateTimeOffset Now => clock.GetUtcNow();

    public bool CanAdvanceTime => advance is not null;

    public void Advance(TimeSpan time) => (advance ?? throw new InvalidOperationException("The clock can't be advanced."))(time);

    public ValueTask<BudgetReply> ReserveAsync(BudgetHold hold) => store.ReserveAsync(hold, Token);

    public ValueTask<bool> ExtendAsync(BudgetHold hold) => store.ExtendAsync(hold, Token);

    public ValueTask SettleAsync(BudgetHold hold) => store.SettleAsync(hold, Token);

    public ValueTask RenewAsync(params BudgetHold[] holds) => store.RenewAsync(holds, Token);

    public ValueTask<IReadOnlyList<BudgetReading>> ReadAsync(params IReadOnlyList<BudgetCounter> counters) =>
        store.ReadAsync(counters, Token);

    public ValueTask<IReadOnlyList<BudgetReading>> ReadTopAsync(BudgetCounter counter, int count) =>
        store.ReadTopAsync(counter, count, Token);

    public ValueTask IncreaseAsync(BudgetIncrease increase) => store.IncreaseAsync(increase, Token);

    public ValueTask<IReadOnlyList<BudgetIncrease>> ReadIncreasesAsync(string? budget = null) =>
        store.ReadIncreasesAsync(budget, Token);

    public ValueTask DisposeAsync() => dispose is null ? default : dispose();
}
