using System.Collections.Concurrent;

namespace LlmCost.AI;

/// <summary>Stores counters of budgets in the memory of the process. The local stores share this class.</summary>
/// <remarks>
/// <para>
/// A command locks its counters in the order of their numbers, checks all of them and then changes all of them. Other commands
/// see either all of its changes or none. A counter is looked up by its key only once; afterwards,
/// <see cref="BudgetCounter.StoreState"/> refers to it.
/// </para>
/// <para>
/// The time of a reservation is <see cref="BudgetHold.Timestamp"/>, because the caller and the store have the same clock. Leases
/// use monotonic time, so they don't end early if the clock of the machine is changed.
/// </para>
/// </remarks>
internal sealed class BudgetLedger(TimeProvider timeProvider, int maxCounters, BudgetJournal? journal = null)
{
    /// <summary>
    /// The scope of the counter that all new scopes share once there are too many counters. It can't collide with other scopes,
    /// which contain an equals sign.
    /// </summary>
    public const string OtherScope = "other";

    /// <summary>The minimum time for which an ended window is kept.</summary>
    public static readonly TimeSpan Retention = TimeSpan.FromHours(1);

    /// <summary>The minimum time for which an ended increase is kept.</summary>
    public static readonly TimeSpan IncreaseRetention = TimeSpan.FromDays(30);

    private const int MaxOnStack = 16;

    // More than one counter is removed per new counter, so that the number of counters falls while new windows replace ended
    // windows.
    private const int DropsPerAddition = 4;

    private readonly ConcurrentDictionary<LedgerKey, LedgerCounter> _counters = new();
    private readonly Lock _lock = new();
    private readonly PriorityQueue<LedgerCounter, long> _ends = new();
    private readonly long _origin = timeProvider.GetTimestamp();
    private readonly bool _isSystemClock = ReferenceEquals(timeProvider, TimeProvider.System);
    private volatile IReadOnlyList<BudgetIncrease> _increases = [];
    private long _lastNumber;
    private volatile int _count;

    /// <summary>
    /// The number of counters. They are counted separately, because the dictionary would take all of its locks to count its
    /// entries.
    /// </summary>
    public int Count => _count;

    public BudgetReply Reserve(BudgetHold hold)
    {
        var time = hold.Timestamp;
        if (hold.Count > 0 && IsKnown(hold[0]))
        {
            // The command is repeated.
            return new() { Verdict = BudgetVerdict.Granted, Now = time };
        }

        foreach (var claim in hold.Claims)
        {
            var counter = claim.Counter;
            if (time < counter.WindowStart || time >= counter.WindowEnd)
            {
                return new() { Verdict = BudgetVerdict.StaleWindow, Now = timeProvider.GetUtcNow() };
            }
        }

        journal?.ThrowIfUnavailable();
        var order = hold.Count > MaxOnStack ? new int[hold.Count] : stackalloc int[MaxOnStack];
        Enter(hold, order);
        try
        {
            return new()
            {
                Verdict = TryReserve(hold) ? BudgetVerdict.Granted : BudgetVerdict.Refused,
                Now = time,
            };
        }
        finally
        {
            Exit(hold);
        }
    }

    public bool Extend(BudgetHold hold)
    {
        journal?.ThrowIfUnavailable();
        var order = hold.Count > MaxOnStack ? new int[hold.Count] : stackalloc int[MaxOnStack];
        Enter(hold, order);
        try
        {
            return TryExtend(hold);
        }
        finally
        {
            Exit(hold);
        }
    }

    public void Settle(BudgetHold hold)
    {
        journal?.ThrowIfFull();
        var order = hold.Count > MaxOnStack ? new int[hold.Count] : stackalloc int[MaxOnStack];
        Enter(hold, order);
        try
        {
            var elapsed = Elapsed();
            foreach (var claim in hold.Claims)
            {
                Purge(claim.Record!.Counter, elapsed);
            }

            using var journaled = journal?.Begin();
            foreach (var claim in hold.Claims)
            {
                Settle(claim, hold.Timestamp);
            }
        }
        finally
        {
            Exit(hold);
        }
    }

    /// <summary>
    /// Renews open claims, and restores granted claims that this store does not know. An expired claim stays charged, because
    /// other calls may have spent its released amount. Its settlement corrects the charge.
    /// </summary>
    /// <remarks>
    /// The renewal timer only knows that the call was in progress a moment ago. Therefore each claim is locked separately and
    /// checked under the lock. A claim that its call settles or reuses at the same time is not changed.
    /// </remarks>
    public void Renew(BudgetHold hold)
    {
        journal?.ThrowIfFull();
        for (var i = 0; hold.Find(i) is { } claim; i++)
        {
            if (IsKnown(claim))
            {
                Renew(claim, claim.Record!, hold.Lease);
            }
            else if (claim.Granted > 0)
            {
                PutBack(claim, hold);
            }
        }
    }

    public IReadOnlyList<BudgetReading> Read(IReadOnlyList<BudgetCounter> counters)
    {
        var (now, elapsed) = (timeProvider.GetUtcNow(), Elapsed());
        var readings = new BudgetReading[counters.Count];
        for (var i = 0; i < readings.Length; i++)
        {
            var key = LedgerKey.Of(counters[i]);
            readings[i] = _counters.TryGetValue(key, out var counter)
                || (_count >= maxCounters && _counters.TryGetValue(key with { Scope = OtherScope }, out counter))
                ? Read(counter, key.Scope, now, elapsed)
                : new() { Scope = key.Scope, Spent = 0, Reserved = 0, Increase = ActiveIncreases(key, now) };
        }

        return readings;
    }

    public IReadOnlyList<BudgetReading> ReadTop(BudgetCounter counter, int count)
    {
        var (now, elapsed) = (timeProvider.GetUtcNow(), Elapsed());
        var key = LedgerKey.Of(counter);
        return
        [
            .. _counters
                .Where(pair => pair.Key == key with { Scope = pair.Key.Scope })
                .Select(pair => Read(pair.Value, pair.Key.Scope, now, elapsed))
                .Where(reading => reading.Spent > 0)
                .OrderByDescending(reading => reading.Spent)
                .ThenBy(reading => reading.Scope, StringComparer.Ordinal)
                .Take(count),
        ];
    }

    public void Increase(BudgetIncrease increase)
    {
        journal?.ThrowIfUnavailable();
        lock (_lock)
        {
            if (_increases.Any(known => known.Id == increase.Id))
            {
                return;
            }

            using (journal?.Begin())
            {
                journal?.Add(increase);
                var oldest = timeProvider.GetUtcNow() - IncreaseRetention;
                _increases = [.. _increases.Where(known => known.Until > oldest), increase];
            }
        }
    }

    /// <summary>Returns the increases, the newest first.</summary>
    public IReadOnlyList<BudgetIncrease> ReadIncreases(string? budget) =>
        [.. _increases.Where(increase => budget is null || increase.Budget == budget).Reverse().OrderByDescending(i => i.From)];

    /// <summary>Adds the content of a file.</summary>
    public void Load(JournalState state)
    {
        foreach (var journaled in state.Counters.Values)
        {
            var counter = FindOrAdd(journaled.Key, journaled.WindowEnd);
            lock (counter.Gate)
            {
                foreach (var (bucket, amounts) in journaled.Buckets)
                {
                    counter.Load(bucket, amounts.Spent);
                    counter.Reserve(amounts.Reserved);
                }

                counter.Reached = journaled.Reached;
            }
        }

        _increases = state.Increases;
    }

    private static void Exit(BudgetHold hold)
    {
        foreach (var claim in hold.Claims)
        {
            claim.Record!.Counter.Gate.Exit();
        }
    }

    private bool IsKnown(BudgetClaim claim) =>
        claim.Record is { State: not BudgetClaimState.None } record && ReferenceEquals(record.Ledger, this);

    private bool TryReserve(BudgetHold hold)
    {
        var elapsed = Elapsed();
        var isRefused = false;
        foreach (var claim in hold.Claims)
        {
            var counter = claim.Record!.Counter;
            Purge(counter, elapsed);
            counter.Advance(hold.Timestamp);
            claim.Limit = LimitOf(claim, counter, hold.Timestamp);
            claim.IsOver = !counter.Fits(claim.Limit, claim.Minimum);
            claim.RetryAfter = claim.IsOver ? counter.RetryAfter(claim.Limit, claim.Minimum, hold.Timestamp) : null;
            isRefused |= claim.IsOver && !claim.Counter.IsShadow;

            // The amount is reserved immediately, because two claims of a call can share the counter of OtherScope.
            claim.Granted = counter.Reserve(
                claim.Counter.IsShadow ? claim.Maximum : Math.Min(claim.Maximum, counter.Free(claim.Limit)));
        }

        if (isRefused)
        {
            foreach (var claim in hold.Claims)
            {
                claim.Record!.Counter.Release(claim.Granted);
                claim.Granted = 0;
            }
        }
        else
        {
            using var journaled = journal?.Begin();
            foreach (var claim in hold.Claims)
            {
                Open(claim, hold.Lease, elapsed, claim.Record!.Counter.NewestBucket);
            }
        }

        foreach (var claim in hold.Claims)
        {
            Report(claim);
        }

        return !isRefused;
    }

    private bool TryExtend(BudgetHold hold)
    {
        var elapsed = Elapsed();
        var isRefused = false;
        foreach (var claim in hold.Claims)
        {
            var (record, counter) = (claim.Record!, claim.Record!.Counter);
            Purge(counter, elapsed);
            AdvanceToNow(counter);
            claim.Limit = LimitOf(claim, counter);
            claim.IsOver = !counter.Fits(claim.Limit, claim.Extension);
            claim.State = record.State;
            isRefused |= record.State is not BudgetClaimState.Open || (claim.IsOver && !claim.Counter.IsShadow);
        }

        if (!isRefused)
        {
            using var journaled = journal?.Begin();
            foreach (var claim in hold.Claims)
            {
                var (record, counter) = (claim.Record!, claim.Record!.Counter);
                var extension = counter.Reserve(Math.Max(0, claim.Extension));
                record.Granted += extension;
                claim.Granted = record.Granted;

                // Nothing is left to reserve if the command is repeated.
                claim.Extension = 0;
                journal?.Add(counter, record.Bucket, 0, extension, 0);
            }
        }

        foreach (var claim in hold.Claims)
        {
            Report(claim);
        }

        return !isRefused;
    }

    private void Settle(BudgetClaim claim, DateTimeOffset admitted)
    {
        var (record, counter) = (claim.Record!, claim.Record!.Counter);
        AdvanceToNow(counter);
        claim.State = record.State;
        claim.ReachedThreshold = 0;
        claim.Limit = LimitOf(claim, counter);
        if (record.State is not BudgetClaimState.Settled)
        {
            var actual = Math.Max(0, claim.Actual);
            if (record.State is BudgetClaimState.Open)
            {
                counter.Remove(record);
                var spent = counter.Book(record.Bucket, actual);
                journal?.Add(counter, record.Bucket, spent, -record.Granted, -record.Floor);
            }
            else
            {
                // An unknown claim was not charged a floor.
                var isExpired = record.State is BudgetClaimState.Expired;
                var bucket = isExpired ? record.Bucket : counter.BucketOf(admitted);
                var spent = counter.Book(bucket, actual - (isExpired ? record.Floor : 0));
                journal?.Add(counter, bucket, spent, 0, 0);
            }

            record.State = BudgetClaimState.Settled;
            claim.ReachedThreshold = counter.ReachThreshold(claim.Limit, claim.Counter.Thresholds);
            if (claim.ReachedThreshold > 0)
            {
                journal?.AddThreshold(counter);
            }
        }

        claim.IsOver = counter.Spent > claim.Limit;
        Report(claim);
    }

    private void Renew(BudgetClaim claim, LedgerRecord record, TimeSpan lease)
    {
        var counter = record.Counter;
        lock (counter.Gate)
        {
            if (!ReferenceEquals(record.Counter, counter))
            {
                return;
            }

            var elapsed = Elapsed();
            Purge(counter, elapsed);
            claim.State = record.State;
            if (record.State is BudgetClaimState.Open)
            {
                record.LeaseEnd = Add(elapsed, lease);
            }
        }
    }

    private void PutBack(BudgetClaim claim, BudgetHold hold)
    {
        var counter = Find(claim.Counter);
        lock (counter.Gate)
        {
            // If these conditions are not met, the call has settled or reused the claim in the meantime.
            if (claim.Granted > 0
                && !IsKnown(claim)
                && ReferenceEquals(claim.Counter.StoreState, counter)
                && !counter.IsDropped)
            {
                using var journaled = journal?.Begin();
                AdvanceToNow(counter);
                claim.Record = new(this) { Counter = counter };
                claim.Granted = counter.Reserve(claim.Granted);
                Open(claim, hold.Lease, Elapsed(), counter.BucketOf(hold.Timestamp));
            }
        }
    }

    /// <summary>Records a claim whose granted amount is already reserved.</summary>
    private void Open(BudgetClaim claim, TimeSpan lease, long elapsed, long bucket)
    {
        var (record, counter) = (claim.Record!, claim.Record!.Counter);
        record.Granted = claim.Granted;
        record.Floor = Math.Min(claim.Floor, claim.Granted);
        record.LeaseEnd = Add(elapsed, lease);
        record.Bucket = bucket;
        record.State = claim.State = BudgetClaimState.Open;
        counter.Add(record);
        journal?.Add(counter, record.Bucket, 0, record.Granted, record.Floor);
    }

    /// <summary>Charges the floors of the claims whose lease has ended, and releases the rest of their amounts.</summary>
    private void Purge(LedgerCounter counter, long elapsed)
    {
        if (elapsed < counter.NextDue)
        {
            return;
        }

        using var journaled = journal?.Begin();
        counter.NextDue = long.MaxValue;
        for (var record = counter.FirstOpen; record is not null;)
        {
            var next = record.Next;
            if (record.LeaseEnd <= elapsed)
            {
                counter.Remove(record);
                var spent = counter.Book(record.Bucket, record.Floor);
                journal?.Add(counter, record.Bucket, spent, -record.Granted, -record.Floor);
                record.State = BudgetClaimState.Expired;
            }
            else
            {
                counter.NextDue = Math.Min(counter.NextDue, record.LeaseEnd);
            }

            record = next;
        }
    }

    private static void Report(BudgetClaim claim)
    {
        var counter = claim.Record!.Counter;
        (claim.Spent, claim.Reserved) = (counter.Spent, counter.Reserved);
    }

    private BudgetReading Read(LedgerCounter counter, string scope, DateTimeOffset now, long elapsed)
    {
        lock (counter.Gate)
        {
            Purge(counter, elapsed);
            counter.Advance(now);
            return new()
            {
                Scope = scope,
                Spent = counter.Spent,
                Reserved = counter.Reserved,
                Increase = ActiveIncreases(counter.Key, now),
            };
        }
    }

    private void AdvanceToNow(LedgerCounter counter)
    {
        if (counter.IsRolling)
        {
            counter.Advance(timeProvider.GetUtcNow());
        }
    }

    /// <summary>
    /// Returns the limit including the increases in effect at a time, or at the current time if the time is null.
    /// </summary>
    private long LimitOf(BudgetClaim claim, LedgerCounter counter, DateTimeOffset? time = null)
    {
        var limit = claim.Counter.Limit;
        var all = _increases;
        if (!ReferenceEquals(counter.AllIncreases, all))
        {
            counter.Increases = Matching(counter.Key, all);
            counter.AllIncreases = all;
        }

        return counter.Increases.Length is 0
            ? limit
            : Math.Max(0, Saturating.Add(limit, Active(counter.Increases, time ?? timeProvider.GetUtcNow())));
    }

    private long ActiveIncreases(LedgerKey key, DateTimeOffset now) => Active(Matching(key, _increases), now);

    private static BudgetIncrease[] Matching(LedgerKey key, IReadOnlyList<BudgetIncrease> increases) =>
        increases.Count is 0
            ? []
            : [.. increases.Where(i => i.Budget == key.Budget && i.Unit == key.Unit && i.Scope == key.Scope)];

    private static long Active(BudgetIncrease[] increases, DateTimeOffset now)
    {
        var sum = 0L;
        foreach (var increase in increases)
        {
            if (increase.From <= now && now < increase.Until)
            {
                sum = Saturating.Add(sum, increase.Amount);
            }
        }

        return sum;
    }

    /// <summary>
    /// Locks the counters of all claims in the order of their numbers, so that two calls never wait for each other.
    /// </summary>
    private void Enter(BudgetHold hold, Span<int> order)
    {
        var claims = hold.Claims;
        while (true)
        {
            for (var i = 0; i < claims.Length; i++)
            {
                Attach(claims[i]);
                var at = i;
                for (; at > 0 && claims[order[at - 1]].Record!.Counter.Number > claims[i].Record!.Counter.Number; at--)
                {
                    order[at] = order[at - 1];
                }

                order[at] = i;
            }

            var isDropped = false;
            foreach (var i in order[..claims.Length])
            {
                var record = claims[i].Record!;
                record.Counter.Gate.Enter();
                isDropped |= record.Counter.IsDropped && record.State is BudgetClaimState.None;
            }

            if (!isDropped)
            {
                return;
            }

            // The idle counter was dropped while this call was about to use it.
            Exit(hold);
        }
    }

    /// <summary>Ensures that a claim has a record in this store, with its counter.</summary>
    private void Attach(BudgetClaim claim)
    {
        var record = claim.Record;
        if (record is null || !ReferenceEquals(record.Ledger, this))
        {
            claim.Record = record = new LedgerRecord(this);
        }

        if (record.State is BudgetClaimState.None)
        {
            record.Counter = claim.Counter.StoreState is LedgerCounter { IsDropped: false } known
                && ReferenceEquals(known.Ledger, this)
                ? known
                : Find(claim.Counter);
        }
    }

    private LedgerCounter Find(BudgetCounter counter)
    {
        var found = FindOrAdd(LedgerKey.Of(counter), counter.WindowEnd);
        counter.StoreState = found;
        return found;
    }

    private LedgerCounter FindOrAdd(LedgerKey key, DateTimeOffset? windowEnd)
    {
        if (_counters.TryGetValue(key, out var counter) && !counter.IsDropped)
        {
            return counter;
        }

        lock (_lock)
        {
            var now = timeProvider.GetUtcNow();
            Drop(now, DropsPerAddition);
            if (_count >= maxCounters)
            {
                Drop(now, int.MaxValue);
                if (_count >= maxCounters)
                {
                    key = key with { Scope = OtherScope };
                }
            }

            if (!_counters.TryGetValue(key, out counter))
            {
                counter = new LedgerCounter(this, key, windowEnd, ++_lastNumber);
                _counters[key] = counter;
                _count++;
                if (counter.EndsAt(now) is { } end)
                {
                    _ends.Enqueue(counter, Add(end.UtcTicks, Retention));
                }
            }

            return counter;
        }
    }

    /// <summary>Drops counters whose window ended some time ago and that have no open claims.</summary>
    private void Drop(DateTimeOffset now, int count)
    {
        for (; count > 0 && _ends.TryPeek(out var counter, out var due) && due <= now.UtcTicks; count--)
        {
            _ends.Dequeue();
            lock (counter.Gate)
            {
                Purge(counter, Elapsed());
                var end = counter.EndsAt(now)!.Value;
                if (counter.FirstOpen is null && end + Retention <= now)
                {
                    counter.IsDropped = true;
                    _counters.TryRemove(counter.Key, out _);
                    _count--;
                }
                else
                {
                    // The window has ended but has open claims, or it is a rolling window that was used again.
                    _ends.Enqueue(counter, Add(Math.Max(end.UtcTicks, now.UtcTicks), Retention));
                }
            }
        }
    }

    // The tick count of the system is several times faster to read than a timestamp, and its resolution of milliseconds is
    // sufficient for leases.
    private long Elapsed() => _isSystemClock
        ? Environment.TickCount64 * TimeSpan.TicksPerMillisecond
        : timeProvider.GetElapsedTime(_origin).Ticks;

    private static long Add(long time, TimeSpan span) => Saturating.Add(time, span.Ticks);
}
