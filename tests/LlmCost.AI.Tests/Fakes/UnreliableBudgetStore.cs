namespace LlmCost.AI.Tests;

/// <summary>An in-memory store that the test can make unavailable.</summary>
internal sealed class UnreliableBudgetStore(TimeProvider timeProvider) : IBudgetStore, IDisposable
{
    private InMemoryBudgetStore _store = new(timeProvider);

    /// <summary>
    /// Gets or sets the exception that every command throws, or <see langword="null"/> if the store is available.
    /// </summary>
    public Exception? Failure { get; set; }

    /// <summary>Gets or sets a value indicating whether commands never complete.</summary>
    public bool Hangs { get; set; }

    /// <summary>Gets or sets the time until a command completes.</summary>
    public TimeSpan Latency { get; set; }

    /// <summary>
    /// Gets or sets the number of further settlements whose replies arrive. The replies to all later settlements are lost.
    /// </summary>
    public int AnswersLeft { get; set; } = int.MaxValue;

    /// <summary>Gets the number of reservations that were renewed.</summary>
    public int Renewals { get; private set; }

    /// <summary>Gets the number of commands that read counters.</summary>
    public int Reads { get; private set; }

    public bool IsShared => true;

    public bool IsDurable => true;

    public async ValueTask<BudgetReply> ReserveAsync(BudgetHold hold, CancellationToken cancellationToken = default)
    {
        await AnswerAsync();
        return await _store.ReserveAsync(hold, cancellationToken);
    }

    public async ValueTask<bool> ExtendAsync(BudgetHold hold, CancellationToken cancellationToken = default)
    {
        await AnswerAsync();
        return await _store.ExtendAsync(hold, cancellationToken);
    }

    public async ValueTask SettleAsync(BudgetHold hold, CancellationToken cancellationToken = default)
    {
        await AnswerAsync();
        await _store.SettleAsync(hold, cancellationToken);
        if (AnswersLeft-- <= 0)
        {
            throw new TimeoutException();
        }
    }

    public async ValueTask RenewAsync(IReadOnlyList<BudgetHold> holds, CancellationToken cancellationToken = default)
    {
        Renewals += holds.Count;
        await AnswerAsync();
        await _store.RenewAsync(holds, cancellationToken);
    }

    public async ValueTask<IReadOnlyList<BudgetReading>> ReadAsync(
        IReadOnlyList<BudgetCounter> counters, CancellationToken cancellationToken = default)
    {
        Reads++;
        await UnlessAwayAsync();
        return await _store.ReadAsync(counters, cancellationToken);
    }

    public ValueTask<IReadOnlyList<BudgetReading>> ReadTopAsync(
        BudgetCounter counter, int count, CancellationToken cancellationToken = default) =>
        _store.ReadTopAsync(counter, count, cancellationToken);

    public ValueTask IncreaseAsync(BudgetIncrease increase, CancellationToken cancellationToken = default) =>
        _store.IncreaseAsync(increase, cancellationToken);

    public ValueTask<IReadOnlyList<BudgetIncrease>> ReadIncreasesAsync(
        string? budget = null, CancellationToken cancellationToken = default) =>
        _store.ReadIncreasesAsync(budget, cancellationToken);

    /// <summary>Deletes all data, as after a failover to an empty replica.</summary>
    public void LoseAll() => _store = new InMemoryBudgetStore(timeProvider);

    /// <summary>Makes the store available, so that the disposal of a meter does not wait for the store.</summary>
    public void Dispose() => (Failure, Hangs) = (null, false);

    private async Task AnswerAsync()
    {
        await UnlessAwayAsync();
        if (Latency > TimeSpan.Zero)
        {
            await Task.Delay(Latency, timeProvider);
        }
    }

    /// <summary>
    /// Completes immediately, unless the store is unavailable. Reads are not delayed, because tests read counters while other
    /// commands are delayed.
    /// </summary>
    private Task UnlessAwayAsync() => Failure is { } failure ? Task.FromException(failure)
        : Hangs ? new TaskCompletionSource().Task
        : Task.CompletedTask;
}
