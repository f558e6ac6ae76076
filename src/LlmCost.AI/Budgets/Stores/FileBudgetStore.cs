namespace LlmCost.AI;

/// <summary>
/// Stores the counters of budgets in the memory of the process and in a folder, so that they survive a restart.
/// </summary>
/// <remarks>
/// <para>
/// A folder belongs to one process. Changes are written in batches after a few milliseconds, so that no call waits for the disk.
/// A process that is killed loses at most the changes that were not written yet. After a restart, the floors of its open
/// reservations (<see cref="BudgetClaim.Floor"/>) count as spent.
/// </para>
/// <para>
/// If the disk fails, reservations and increases throw an <see cref="IOException"/> until the disk can be written again.
/// Settlements are not lost in the meantime.
/// </para>
/// </remarks>
public sealed class FileBudgetStore : IBudgetStore, IDisposable, IAsyncDisposable
{
    private const int DefaultMaxCounters = 1_000_000;

    private readonly BudgetLedger _ledger;
    private readonly BudgetJournal? _journal;
    private readonly FileStream? _lock;

    /// <summary>Initializes a new instance of the <see cref="FileBudgetStore"/> class.</summary>
    /// <param name="path">The folder, which is created if it does not exist.</param>
    /// <param name="timeProvider">The clock, or <see langword="null"/> for the system clock.</param>
    /// <param name="maxCounters">
    /// The maximum number of counters. Further scopes of a budget share one counter in each window.
    /// </param>
    /// <exception cref="ArgumentException"><paramref name="path"/> is empty.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="maxCounters"/> is less than 1.</exception>
    /// <exception cref="InvalidOperationException">Another process uses the folder.</exception>
    /// <exception cref="InvalidDataException">The folder contains files of another program or of a later version.</exception>
    /// <exception cref="IOException">The folder can't be read or written.</exception>
    public FileBudgetStore(string path, TimeProvider? timeProvider = null, int maxCounters = DefaultMaxCounters)
        : this(path, timeProvider, maxCounters, BudgetJournalLimits.Default)
    {
    }

    internal FileBudgetStore(string path, TimeProvider? timeProvider, int maxCounters, BudgetJournalLimits limits)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(path);
        ArgumentOutOfRangeException.ThrowIfLessThan(maxCounters, 1);
        timeProvider ??= TimeProvider.System;
        var folder = new BudgetFolder(path);
        _lock = folder.Lock();
        try
        {
            var (state, last) = folder.Read();
            state.EndReservations();
            state.RemoveEnded(timeProvider.GetUtcNow());
            folder.WriteSnapshot(state, last);
            _journal = new BudgetJournal(folder, last + 1, timeProvider, limits);
            _ledger = new BudgetLedger(timeProvider, maxCounters, _journal);
            _ledger.Load(state);
        }
        catch
        {
            _journal?.Dispose();
            _lock.Dispose();
            throw;
        }
    }

    private FileBudgetStore(BudgetFolder folder, TimeProvider timeProvider)
    {
        var (state, _) = folder.Read();
        _ledger = new BudgetLedger(timeProvider, int.MaxValue);
        _ledger.Load(state);
    }

    /// <inheritdoc/>
    public bool IsShared => false;

    /// <inheritdoc/>
    public bool IsDurable => true;

    /// <summary>The number of counters in memory.</summary>
    internal int Count => _ledger.Count;

    /// <summary>
    /// Reads a folder that another process may be using. The returned store contains the state at the time of the call.
    /// </summary>
    /// <param name="path">The folder.</param>
    /// <param name="timeProvider">The clock, or <see langword="null"/> for the system clock.</param>
    /// <returns>A store that can only be read.</returns>
    /// <exception cref="DirectoryNotFoundException">The folder does not exist.</exception>
    /// <exception cref="InvalidDataException">The folder contains files of another program or of a later version.</exception>
    public static FileBudgetStore OpenRead(string path, TimeProvider? timeProvider = null)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(path);
        return Directory.Exists(path)
            ? new(new BudgetFolder(path), timeProvider ?? TimeProvider.System)
            : throw new DirectoryNotFoundException($"There is no budget store '{path}'.");
    }

    /// <inheritdoc/>
    public ValueTask<BudgetReply> ReserveAsync(BudgetHold hold, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(hold);
        ThrowIfReadOnly();
        return new(_ledger.Reserve(hold));
    }

    /// <inheritdoc/>
    public ValueTask<bool> ExtendAsync(BudgetHold hold, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(hold);
        ThrowIfReadOnly();
        return new(_ledger.Extend(hold));
    }

    /// <inheritdoc/>
    public ValueTask SettleAsync(BudgetHold hold, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(hold);
        ThrowIfReadOnly();
        _ledger.Settle(hold);
        return default;
    }

    /// <inheritdoc/>
    public ValueTask RenewAsync(IReadOnlyList<BudgetHold> holds, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(holds);
        ThrowIfReadOnly();
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
    /// <remarks>The increase is on disk when the operation completes.</remarks>
    public async ValueTask IncreaseAsync(BudgetIncrease increase, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(increase);
        ThrowIfReadOnly();
        _ledger.Increase(increase);
        await FlushAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<BudgetIncrease>> ReadIncreasesAsync(
        string? budget = null, CancellationToken cancellationToken = default) => new(_ledger.ReadIncreases(budget));

    /// <summary>Writes all changes to disk and releases the folder.</summary>
    /// <exception cref="IOException">Some changes could not be written.</exception>
    public void Dispose()
    {
        try
        {
            _journal?.Dispose();
        }
        finally
        {
            _lock?.Dispose();
        }
    }

    /// <inheritdoc cref="Dispose"/>
    /// <returns>The operation.</returns>
    public ValueTask DisposeAsync()
    {
        Dispose();
        return default;
    }

    /// <summary>Returns a task that completes when all changes so far are on disk.</summary>
    internal Task FlushAsync(CancellationToken cancellationToken) =>
        _journal is null ? Task.CompletedTask : _journal.FlushAsync().WaitAsync(cancellationToken);

    private void ThrowIfReadOnly()
    {
        if (_journal is null)
        {
            throw new InvalidOperationException("The budget store was opened for reading only.");
        }
    }
}
