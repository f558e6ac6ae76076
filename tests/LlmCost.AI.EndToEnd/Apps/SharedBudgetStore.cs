namespace LlmCost.AI.EndToEnd.Apps;

/// <summary>An in-memory budget store that claims to be shared by several processes and can become unavailable.</summary>
internal sealed class SharedBudgetStore : IBudgetStore
{
    private readonly InMemoryBudgetStore _store = new();

    /// <summary>Gets or sets a value indicating whether every command fails.</summary>
    public bool IsAway { get; set; }

    /// <inheritdoc/>
    public bool IsShared => true;

    /// <inheritdoc/>
    public bool IsDurable => true;

    private InMemoryBudgetStore Store => IsAway ? throw new IOException("away on purpose") : _store;

    /// <inheritdoc/>
    public ValueTask<BudgetReply> ReserveAsync(BudgetHold hold, CancellationToken cancellationToken) =>
        Store.ReserveAsync(hold, cancellationToken);

    /// <inheritdoc/>
    public ValueTask<bool> ExtendAsync(BudgetHold hold, CancellationToken cancellationToken) =>
        Store.ExtendAsync(hold, cancellationToken);

    /// <inheritdoc/>
    public ValueTask SettleAsync(BudgetHold hold, CancellationToken cancellationToken) =>
        Store.SettleAsync(hold, cancellationToken);

    /// <inheritdoc/>
    public ValueTask RenewAsync(IReadOnlyList<BudgetHold> holds, CancellationToken cancellationToken) =>
        Store.RenewAsync(holds, cancellationToken);

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<BudgetReading>> ReadAsync(
        IReadOnlyList<BudgetCounter> counters, CancellationToken cancellationToken) =>
        Store.ReadAsync(counters, cancellationToken);

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<BudgetReading>> ReadTopAsync(
        BudgetCounter counter, int count, CancellationToken cancellationToken) =>
        Store.ReadTopAsync(counter, count, cancellationToken);

    /// <inheritdoc/>
    public ValueTask IncreaseAsync(BudgetIncrease increase, CancellationToken cancellationToken) =>
        Store.IncreaseAsync(increase, cancellationToken);

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<BudgetIncrease>> ReadIncreasesAsync(string? budget, CancellationToken cancellationToken) =>
        Store.ReadIncreasesAsync(budget, cancellationToken);
}
