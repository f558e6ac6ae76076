using System.Collections.Concurrent;

namespace LlmCost.AI;

/// <summary>
/// Protects calls from a slow or unavailable store with timeouts, an allowance, and settlements that are sent later.
/// </summary>
internal sealed class BudgetStoreGuard : IDisposable
{
    /// <summary>The time after which an unresponsive store is tried again.</summary>
    public static readonly TimeSpan RetryInterval = TimeSpan.FromSeconds(1);

    /// <summary>
    /// The maximum number of settlements that are queued with their ids, so that the store applies each of them once. Further
    /// settlements are summed for each counter.
    /// </summary>
    private const int MaxWaiting = 10_000;

    /// <summary>
    /// The number of settlements that are sent concurrently, so that a long queue is not sent one round trip after another.
    /// </summary>
    private const int BatchSize = 128;

    private static readonly TimeSpan s_flushTime = TimeSpan.FromSeconds(5);

    private readonly CostBudgets _budgets;
    private readonly IBudgetStore _store;
    private readonly TimeProvider _timeProvider;
    private readonly InMemoryBudgetStore _allowance;
    private readonly ConcurrentQueue<BudgetCall> _waiting = new();
    private readonly ConcurrentDictionary<LedgerKey, (BudgetCounter Counter, long Amount)> _sums = new();
    private readonly ITimer _timer;
    private readonly SemaphoreSlim _sending = new(1, 1);
    private int _inFlight;
    private long _awayUntil;
    private volatile bool _isAway;
    private long _offsetTicks;

    public BudgetStoreGuard(CostBudgets budgets, IBudgetStore store, TimeProvider timeProvider)
    {
        (_budgets, _store, _timeProvider) = (budgets, store, timeProvider);
        _allowance = new InMemoryBudgetStore(timeProvider);
        _timer = timeProvider.CreateTimer(_ => _ = SendWaitingAsync(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>The difference between the clock of the store and the clock of this process.</summary>
    public TimeSpan ClockOffset => TimeSpan.FromTicks(Volatile.Read(ref _offsetTicks));

    /// <summary>Reserves the amounts of a call in the store, or in the allowance if the store does not respond.</summary>
    public ValueTask<BudgetReply> ReserveAsync(BudgetCall call, CancellationToken cancellationToken)
    {
        if (!_store.IsShared && !_isAway)
        {
            // A local store responds synchronously.
            try
            {
                var local = _store.ReserveAsync(call.Hold, cancellationToken);
                return local.IsCompletedSuccessfully ? local : WaitAsync(local.AsTask(), call, cancellationToken);
            }
            catch (Exception e)
            {
                return FailAsync(call, e);
            }
        }

        return AskAsync(call, cancellationToken);
    }

    /// <summary>Extends a reservation. If the store does not respond, the streamed response continues.</summary>
    public async ValueTask<bool> ExtendAsync(BudgetCall call)
    {
        if (call.Hold.Count is 0)
        {
            return true;
        }

        try
        {
            var store = call.IsOnAllowance ? _allowance : _store;
            return await InTimeAsync(token => store.ExtendAsync(call.IsOnAllowance ? call.AllowanceHold : call.Hold, token));
        }
        catch (Exception e)
        {
            Away("extend", e);
            return true;
        }
    }

    /// <summary>Reads counters. Returns an empty list if the store does not respond.</summary>
    public async ValueTask<IReadOnlyList<BudgetReading>> ReadAsync(
        IReadOnlyList<BudgetCounter> counters, CancellationToken cancellationToken)
    {
        if (_isAway && _timeProvider.GetTimestamp() < Volatile.Read(ref _awayUntil))
        {
            return [];
        }

        try
        {
            return await InTimeAsync(token => _store.ReadAsync(counters, token), cancellationToken);
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
        {
            Away("read", e);
            return [];
        }
    }

    /// <summary>Renews reservations.</summary>
    public async ValueTask RenewAsync(IReadOnlyList<BudgetHold> holds)
    {
        if (!_isAway)
        {
            await _store.RenewAsync(holds);
        }
    }

    /// <summary>Settles a call. The caller doesn't wait for a store that is not local.</summary>
    public void Settle(BudgetCall call)
    {
        if (call.IsOnAllowance)
        {
            SettleAllowance(call);
            Enqueue(call);
            return;
        }

        if (_isAway)
        {
            Enqueue(call);
            return;
        }

        try
        {
            var settled = _store.SettleAsync(call.Hold);
            if (settled.IsCompletedSuccessfully)
            {
                _budgets.Settled(call);
                return;
            }

            _ = SettleAsync(settled.AsTask(), call);
        }
        catch (Exception e)
        {
            Away("settle", e);
            Enqueue(call);
        }
    }

    /// <summary>
    /// Releases the reservation of a call that is not made. The store may have made the reservation although it did not respond
    /// in time.
    /// </summary>
    public void Release(BudgetCall call)
    {
        for (var i = 0; i < call.Hold.Count; i++)
        {
            call.Hold[i].Actual = 0;
        }

        Enqueue(call);
    }

    /// <summary>Sends the queued settlements for at most a few seconds, and counts the settlements that are lost.</summary>
    public void Dispose()
    {
        var deadline = Task.Delay(s_flushTime);
        while (!deadline.IsCompleted && (Volatile.Read(ref _inFlight) > 0 || !_waiting.IsEmpty || !_sums.IsEmpty))
        {
            Task.WhenAny(SendWaitingAsync(), deadline).Wait();
            if (!deadline.IsCompleted && (_isAway || Volatile.Read(ref _inFlight) > 0))
            {
                Task.WhenAny(Task.Delay(20), deadline).Wait();
            }
        }

        _timer.Dispose();
        if (_waiting.Count + _sums.Count + Volatile.Read(ref _inFlight) is > 0 and var lost)
        {
            _budgets.Log.Lost(lost);
            for (var i = 0; i < lost; i++)
            {
                _budgets.Metrics.Reservation("lost");
            }
        }

        _sending.Dispose();
    }

    private async ValueTask<BudgetReply> AskAsync(BudgetCall call, CancellationToken cancellationToken)
    {
        if (_isAway && !MayAsk())
        {
            return await UseAllowanceAsync(call);
        }

        try
        {
            var start = _budgets.Metrics.TimesStore ? _timeProvider.GetTimestamp() : 0;
            var reply = await InTimeAsync(token => _store.ReserveAsync(call.Hold, token), cancellationToken);
            if (start is not 0)
            {
                _budgets.Metrics.StoreDuration("reserve", _timeProvider.GetElapsedTime(start).TotalSeconds);
            }

            Back();
            Volatile.Write(ref _offsetTicks, (reply.Now - _timeProvider.GetUtcNow()).Ticks);
            return reply;
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            call.IsUncertain = true;
            throw;
        }
        catch (Exception e)
        {
            return await FailAsync(call, e);
        }
    }

    private async ValueTask<BudgetReply> WaitAsync(
        Task<BudgetReply> reply, BudgetCall call, CancellationToken cancellationToken)
    {
        try
        {
            return await reply.WaitAsync(_budgets.StoreOptions.Timeout, _timeProvider, cancellationToken);
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
        {
            return await FailAsync(call, e);
        }
    }

    private ValueTask<BudgetReply> FailAsync(BudgetCall call, Exception exception)
    {
        call.IsUncertain = true;
        Away("reserve", exception);
        return UseAllowanceAsync(call);
    }

    private ValueTask<BudgetReply> UseAllowanceAsync(BudgetCall call)
    {
        call.IsOnAllowance = true;
        switch (_budgets.StoreOptions.OnFailure)
        {
            case StoreFailureAction.Allow:
                call.AllowanceHold.Begin(call.Hold.Timestamp, call.Hold.Lease);
                for (var i = 0; i < call.Hold.Count; i++)
                {
                    call.Hold[i].Granted = call.Hold[i].Maximum;
                }

                return new ValueTask<BudgetReply>(new BudgetReply { Verdict = BudgetVerdict.Granted, Now = _budgets.Now });
            case StoreFailureAction.Refuse:
                for (var i = 0; i < call.Hold.Count; i++)
                {
                    call.Hold[i].IsOver = true;
                }

                return new ValueTask<BudgetReply>(new BudgetReply { Verdict = BudgetVerdict.Refused, Now = _budgets.Now });
            default:
                return ReserveAllowanceAsync(call);
        }
    }

    private async ValueTask<BudgetReply> ReserveAllowanceAsync(BudgetCall call)
    {
        var (hold, allowance) = (call.Hold, call.AllowanceHold);
        allowance.Begin(hold.Timestamp, hold.Lease);
        for (var i = 0; i < hold.Count; i++)
        {
            allowance.Add(AllowanceOf(hold[i].Counter), hold[i].Minimum, hold[i].Maximum, hold[i].Floor);
        }

        var reply = await _allowance.ReserveAsync(allowance);
        for (var i = 0; i < hold.Count; i++)
        {
            var (claim, from) = (hold[i], allowance[i]);
            (claim.Granted, claim.IsOver, claim.Limit) = (from.Granted, from.IsOver, from.Limit);
            (claim.Spent, claim.Reserved, claim.RetryAfter) = (from.Spent, from.Reserved, from.RetryAfter);
        }

        return reply;
    }

    private void SettleAllowance(BudgetCall call)
    {
        for (var i = 0; i < call.AllowanceHold.Count; i++)
        {
            call.AllowanceHold[i].Actual = call.Hold[i].Actual;
        }

        // The store is local, so it completes synchronously.
        _allowance.SettleAsync(call.AllowanceHold).AsTask().Wait();
    }

    private BudgetCounter AllowanceOf(BudgetCounter counter) => counter.Allowance ??= new BudgetCounter
    {
        Budget = counter.Budget,
        Unit = counter.Unit,
        Scope = counter.Scope,
        WindowStart = counter.WindowStart,
        WindowEnd = counter.WindowEnd,
        BucketLength = counter.BucketLength,
        Buckets = counter.Buckets,
        Limit = (long)decimal.Floor(counter.Limit * _budgets.StoreOptions.AllowancePercent / 100),
        IsShadow = counter.IsShadow,
    };

    private async Task SettleAsync(Task settled, BudgetCall call)
    {
        Interlocked.Increment(ref _inFlight);
        try
        {
            await settled.WaitAsync(_budgets.StoreOptions.Timeout, _timeProvider);
            _budgets.Settled(call);
        }
        catch (Exception e)
        {
            Away("settle", e);
            Enqueue(call);
        }
        finally
        {
            Interlocked.Decrement(ref _inFlight);
        }
    }

    /// <summary>
    /// Returns true for one call per <see cref="RetryInterval"/>, so that the other calls don't wait for a store that still does
    /// not respond.
    /// </summary>
    private bool MayAsk()
    {
        var (now, until) = (_timeProvider.GetTimestamp(), Volatile.Read(ref _awayUntil));
        return now >= until && Interlocked.CompareExchange(ref _awayUntil, AwayUntil(now), until) == until;
    }

    private long AwayUntil(long now) => now + (long)(RetryInterval.TotalSeconds * _timeProvider.TimestampFrequency);

    /// <summary>Queues a settlement until the store responds.</summary>
    private void Enqueue(BudgetCall call)
    {
        // A reservation in the store ends only with its own settlement. There are few such reservations, because nearly all calls
        // during an outage are made without the store.
        if (call.MayBeReserved || _waiting.Count < MaxWaiting)
        {
            _waiting.Enqueue(call);
        }
        else
        {
            for (var i = 0; i < call.Hold.Count; i++)
            {
                var (counter, actual) = (call.Hold[i].Counter, call.Hold[i].Actual);
                _sums.AddOrUpdate(
                    LedgerKey.Of(counter),
                    _ => (counter, actual),
                    (_, sum) => (counter, sum.Amount + actual));
            }

            call.ReportOvershoot();
            _budgets.Return(call);
        }

        _timer.Change(RetryInterval, RetryInterval);
    }

    private async Task SendWaitingAsync()
    {
        if (!await _sending.WaitAsync(TimeSpan.Zero))
        {
            return;
        }

        try
        {
            var sent = 0;
            do
            {
                while (!_waiting.IsEmpty)
                {
                    // The first settlement is sent alone, because the store may still be unavailable.
                    sent += await SendBatchAsync(sent is 0 ? 1 : BatchSize);
                }
            }
            while (TryEnqueueSums());

            Back(sent);
            _timer.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
            if (!_waiting.IsEmpty || !_sums.IsEmpty)
            {
                _timer.Change(RetryInterval, RetryInterval);
            }
        }
        catch (Exception e)
        {
            Away("settle", e);
        }
        finally
        {
            _sending.Release();
        }
    }

    /// <summary>Sends queued settlements concurrently. Failed settlements are queued again.</summary>
    private async Task<int> SendBatchAsync(int size)
    {
        var batch = new List<Task>(size);
        while (batch.Count < size && _waiting.TryDequeue(out var call))
        {
            batch.Add(SendAsync(call));
        }

        await Task.WhenAll(batch);
        return batch.Count;
    }

    private async Task SendAsync(BudgetCall call)
    {
        Interlocked.Increment(ref _inFlight);
        try
        {
            await InTimeAsync(token => Nothing(_store.SettleAsync(call.Hold, token)));
            _budgets.Settled(call);
        }
        catch
        {
            _waiting.Enqueue(call);
            throw;
        }
        finally
        {
            Interlocked.Decrement(ref _inFlight);
        }

        static async ValueTask<bool> Nothing(ValueTask settle)
        {
            await settle;
            return true;
        }
    }

    /// <summary>
    /// Queues each sum as a settlement with an id, so that the store applies the sum once. Returns true if any settlement is
    /// queued.
    /// </summary>
    private bool TryEnqueueSums()
    {
        foreach (var sum in _sums)
        {
            if (_sums.TryRemove(sum))
            {
                _waiting.Enqueue(_budgets.CallOf(sum.Value.Counter, sum.Value.Amount));
            }
        }

        return !_waiting.IsEmpty;
    }

    private async ValueTask<T> InTimeAsync<T>(
        Func<CancellationToken, ValueTask<T>> command, CancellationToken cancellationToken = default)
    {
        var running = command(cancellationToken);
        return running.IsCompletedSuccessfully
            ? running.Result
            : await running.AsTask().WaitAsync(_budgets.StoreOptions.Timeout, _timeProvider, cancellationToken);
    }

    private void Away(string operation, Exception exception)
    {
        _budgets.Failed(operation, exception);
        Volatile.Write(ref _awayUntil, AwayUntil(_timeProvider.GetTimestamp()));
        if (!_isAway)
        {
            _isAway = true;
            _budgets.Log.StoreAway(_budgets.StoreOptions.OnFailure.ToString(), exception);
            _budgets.Publish(new BudgetEvent { Kind = BudgetEventKind.StoreAway, Timestamp = _budgets.Now });
        }
    }

    private void Back(int sent = 0)
    {
        if (_isAway)
        {
            _isAway = false;
            _budgets.Log.StoreBack(sent);
            _budgets.Publish(new BudgetEvent { Kind = BudgetEventKind.StoreBack, Timestamp = _budgets.Now });
        }
    }
}
