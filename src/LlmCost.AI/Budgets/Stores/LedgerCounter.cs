namespace LlmCost.AI;

/// <summary>Represents a counter of a local store.</summary>
/// <remarks>Guarded by <see cref="Gate"/>. Sums never overflow and are never negative, because amounts are clamped.</remarks>
internal sealed class LedgerCounter
{
    // The amounts spent in the newest bucket of a rolling window and in earlier buckets. Bucket n is at index n % length.
    private readonly long[]? _spentIn;
    private long _newest;
    private int _newestIndex;
    private long _newestStart = DateTimeOffset.UnixEpoch.UtcTicks;
    private int _reachedPercent;
    private long _reachedLimit;
    private long _reachedIn;

    // While the spent amount is below _nextSpent and the limit is _nextLimit, no threshold is newly reached. Most settlements
    // therefore only compare numbers.
    private long _nextSpent;
    private long _nextLimit;
    private IReadOnlyList<int>? _nextThresholds;

    public LedgerCounter(BudgetLedger ledger, LedgerKey key, DateTimeOffset? windowEnd, long number)
    {
        (Ledger, Key, WindowEnd, Number) = (ledger, key, windowEnd, number);
        _spentIn = key.Buckets > 0 ? new long[key.Buckets + 1] : null;
    }

    public Lock Gate { get; } = new();

    public BudgetLedger Ledger { get; }

    public LedgerKey Key { get; }

    public DateTimeOffset? WindowEnd { get; }

    /// <summary>The number that determines the order in which counters are locked.</summary>
    public long Number { get; }

    public long Spent { get; private set; }

    public long Reserved { get; private set; }

    /// <summary>The earliest time at which the lease of an open record can end.</summary>
    public long NextDue { get; set; } = long.MaxValue;

    public LedgerRecord? FirstOpen { get; private set; }

    /// <summary>True if the counter was removed from the store.</summary>
    public bool IsDropped { get; set; }

    /// <summary>The increases of this counter from <see cref="AllIncreases"/>.</summary>
    public BudgetIncrease[] Increases { get; set; } = [];

    /// <summary>The list in which the increases of this counter were last looked up.</summary>
    public IReadOnlyList<BudgetIncrease>? AllIncreases { get; set; }

    /// <summary>The journal in which the counter is defined as <see cref="JournalNumber"/>.</summary>
    public long JournalFile { get; set; }

    public int JournalNumber { get; set; }

    public bool IsRolling => _spentIn is not null;

    /// <summary>
    /// Gets the highest percentage of the limit that was reported as reached, with the limit and the bucket at that time.
    /// </summary>
    public (int Percent, long Limit, long Bucket) Reached
    {
        get => (_reachedPercent, _reachedLimit, _reachedIn);
        set => (_reachedPercent, _reachedLimit, _reachedIn) = value;
    }

    /// <summary>Returns the remaining amount, which is negative if the counter exceeds the limit.</summary>
    public long Free(long limit) => Saturating.Add(limit - Spent, -Reserved);

    /// <summary>Returns true if an amount can be reserved within the limit.</summary>
    public bool Fits(long limit, long amount) => Free(limit) >= amount;

    /// <summary>Reserves an amount, or less if the sum would overflow, and returns the reserved amount.</summary>
    public long Reserve(long amount)
    {
        amount = Math.Clamp(amount, 0, long.MaxValue - Reserved);
        Reserved += amount;
        return amount;
    }

    public void Release(long amount) => Reserved -= amount;

    /// <summary>Adds a record to the open records. Its granted amount must already be reserved.</summary>
    public void Add(LedgerRecord record)
    {
        NextDue = Math.Min(NextDue, record.LeaseEnd);
        record.Next = FirstOpen;
        if (FirstOpen is not null)
        {
            FirstOpen.Previous = record;
        }

        FirstOpen = record;
    }

    /// <summary>Removes a record from the open records, and releases its granted amount.</summary>
    public void Remove(LedgerRecord record)
    {
        Reserved -= record.Granted;
        if (record.Previous is null)
        {
            FirstOpen = record.Next;
        }
        else
        {
            record.Previous.Next = record.Next;
        }

        if (record.Next is not null)
        {
            record.Next.Previous = record.Previous;
        }

        (record.Next, record.Previous) = (null, null);
    }

    /// <summary>
    /// Returns the bucket of a call that is admitted at a given time, or 0 if the window is not rolling.
    /// </summary>
    public long BucketOf(DateTimeOffset time) => _spentIn is null ? 0 : RawBucketOf(time);

    /// <summary>Gets the bucket of a call that is admitted now, or 0 if the window is not rolling.</summary>
    /// <remarks>
    /// If another call has already moved the window, this bucket is later than the bucket of the call's own time. In this case,
    /// the call counts for longer than the length of the window, never for less.
    /// </remarks>
    public long NewestBucket => _newest;

    /// <summary>Moves a rolling window forward to the given time. Buckets before the window no longer count.</summary>
    public void Advance(DateTimeOffset time)
    {
        // The comparison avoids a division, which would take as long as the rest of the method. Most calls are in the newest
        // bucket.
        if (_spentIn is not null && (ulong)(time.UtcTicks - _newestStart) >= (ulong)Key.BucketLength.Ticks)
        {
            Advance(_spentIn, RawBucketOf(time));
        }
    }

    /// <summary>Adds the amount spent in a bucket, from a file whose buckets are in ascending order.</summary>
    public void Load(long bucket, long spent)
    {
        if (_spentIn is not null)
        {
            Advance(_spentIn, bucket);
        }

        Book(bucket, spent);
    }

    /// <summary>
    /// Adds an amount to a bucket, and returns the added amount. Buckets that no longer count are ignored.
    /// </summary>
    public long Book(long bucket, long amount)
    {
        if (_spentIn is null)
        {
            return AddSpent(amount, Spent);
        }

        if (bucket < _newest - Key.Buckets)
        {
            return 0;
        }

        ref var spent = ref _spentIn[bucket >= _newest ? _newestIndex : (int)(bucket % _spentIn.Length)];
        var booked = AddSpent(amount, spent);
        spent += booked;
        return booked;
    }

    /// <summary>Returns the time after which an amount would fit if nothing were reserved, or null if it is unknown.</summary>
    public TimeSpan? RetryAfter(long limit, long amount, DateTimeOffset time)
    {
        if (_spentIn is null || amount > limit)
        {
            return null;
        }

        var excess = Spent - (limit - amount);
        if (excess <= 0)
        {
            return TimeSpan.Zero;
        }

        var bucket = Math.Max(0, _newest - Key.Buckets);
        while (true)
        {
            excess -= _spentIn[bucket % _spentIn.Length];
            if (excess <= 0)
            {
                var start = DateTimeOffset.UnixEpoch.UtcTicks + ((bucket + Key.Buckets + 1) * Key.BucketLength.Ticks);
                return TimeSpan.FromTicks(start - time.UtcTicks);
            }

            bucket++;
        }
    }

    /// <summary>
    /// Returns the highest newly reached threshold in percent and marks it as reported, or returns 0. A threshold is new if it
    /// was not reported for this limit or a higher one. In a rolling window, a threshold can be reported again after the length
    /// of the window has passed.
    /// </summary>
    public int ReachThreshold(long limit, IReadOnlyList<int> thresholds)
    {
        if (Spent < _nextSpent && limit == _nextLimit && ReferenceEquals(thresholds, _nextThresholds))
        {
            return 0;
        }

        if (Spent is 0)
        {
            return 0;
        }

        var isRearmed = limit > _reachedLimit || (_spentIn is not null && _reachedIn < _newest - Key.Buckets);
        var reached = isRearmed ? 0 : _reachedPercent;
        var next = long.MaxValue;
        for (var i = thresholds.Count - 1; i >= 0 && thresholds[i] > reached; i--)
        {
            var amount = (((Int128)limit * thresholds[i]) + 99) / 100;
            if (Spent >= amount)
            {
                (_reachedPercent, _reachedLimit, _reachedIn) = (thresholds[i], Math.Max(limit, _reachedLimit), _newest);
                _nextThresholds = null;
                return thresholds[i];
            }

            next = (long)Int128.Min(amount, long.MaxValue);
        }

        // In a rolling window, a reached threshold can become new again merely by the passage of time, so each settlement checks
        // it.
        (_nextSpent, _nextLimit) = (next, limit);
        _nextThresholds = _spentIn is null || reached is 0 ? thresholds : null;
        return 0;
    }

    /// <summary>Returns the time from which the counter can be removed, or null if it can never be removed.</summary>
    public DateTimeOffset? EndsAt(DateTimeOffset now) => _spentIn is null
        ? WindowEnd
        : _newest is 0
            ? now
            : DateTimeOffset.UnixEpoch.AddTicks((_newest + Key.Buckets + 1) * Key.BucketLength.Ticks);

    private long AddSpent(long amount, long minuend)
    {
        amount = Math.Clamp(amount, -Math.Min(minuend, Spent), long.MaxValue - Spent);
        Spent += amount;
        return amount;
    }

    private long RawBucketOf(DateTimeOffset time) =>
        Math.Max(0, (time.UtcTicks - DateTimeOffset.UnixEpoch.UtcTicks) / Key.BucketLength.Ticks);

    private void Advance(long[] spentIn, long bucket)
    {
        if (bucket < _newest - Key.Buckets)
        {
            // The clock was set back. The spent amount is moved to the bucket of the new time. Otherwise, it would count until
            // the clock reaches the old time again.
            Array.Clear(spentIn);
            spentIn[bucket % spentIn.Length] = Spent;
            _newest = bucket;
        }

        if (bucket - _newest > Key.Buckets)
        {
            Array.Clear(spentIn);
            Spent = 0;
            _newest = bucket;
        }

        while (_newest < bucket)
        {
            ref var oldest = ref spentIn[++_newest % spentIn.Length];
            Spent -= oldest;
            oldest = 0;
        }

        _newestIndex = (int)(_newest % spentIn.Length);
        _newestStart = DateTimeOffset.UnixEpoch.UtcTicks + (_newest * Key.BucketLength.Ticks);
    }
}
