namespace LlmCost.AI.Tests.Budgets;

/// <summary>Implements the rules of a store as simply as possible. Commands run one after the other.</summary>
/// <remarks>The model keeps all recorded amounts, and adds them up for each reply.</remarks>
public sealed class BudgetStoreModel(TimeProvider clock, BudgetStoreRule without = BudgetStoreRule.None) : IBudgetStore
{
    private readonly Lock _lock = new();
    private readonly List<Booking> _bookings = [];
    private readonly Dictionary<Guid, List<Reservation>> _reservations = [];
    private readonly List<BudgetIncrease> _increases = [];
    private readonly Dictionary<Key, Reported> _reported = [];

    public bool IsShared => false;

    public bool IsDurable => false;

    private DateTimeOffset Now => clock.GetUtcNow();

    public ValueTask<BudgetReply> ReserveAsync(BudgetHold hold, CancellationToken cancellationToken = default)
    {
        lock (_lock)
        {
            return new(new BudgetReply { Verdict = Reserve(hold), Now = Now });
        }
    }

    public ValueTask<bool> ExtendAsync(BudgetHold hold, CancellationToken cancellationToken = default)
    {
        lock (_lock)
        {
            return new(Extend(hold));
        }
    }

    public ValueTask SettleAsync(BudgetHold hold, CancellationToken cancellationToken = default)
    {
        lock (_lock)
        {
            Expire();
            Claims(hold).ForEach(claim => Settle(hold, claim));
            return default;
        }
    }

    public ValueTask RenewAsync(IReadOnlyList<BudgetHold> holds, CancellationToken cancellationToken = default)
    {
        lock (_lock)
        {
            Expire();
            foreach (var hold in holds)
            {
                Claims(hold).ForEach(claim => Renew(hold, claim));
            }

            return default;
        }
    }

    public ValueTask<IReadOnlyList<BudgetReading>> ReadAsync(
        IReadOnlyList<BudgetCounter> counters, CancellationToken cancellationToken = default)
    {
        lock (_lock)
        {
            Expire();
            return new([.. counters.Select(Read)]);
        }
    }

    public ValueTask<IReadOnlyList<BudgetReading>> ReadTopAsync(
        BudgetCounter counter, int count, CancellationToken cancellationToken = default)
    {
        lock (_lock)
        {
            Expire();
            return new(
            [
                .. _bookings
                    .Select(booking => booking.Counter)
                    .Where(known => Key.Of(known) == Key.Of(counter) with { Scope = known.Scope })
                    .DistinctBy(known => known.Scope)
                    .Select(Read)
                    .Where(reading => reading.Spent > 0)
                    .OrderByDescending(reading => reading.Spent)
                    .ThenBy(reading => reading.Scope, StringComparer.Ordinal)
                    .Take(count),
            ]);
        }
    }

    public ValueTask IncreaseAsync(BudgetIncrease increase, CancellationToken cancellationToken = default)
    {
        lock (_lock)
        {
            if (without is BudgetStoreRule.IncreaseOnce || !_increases.Exists(known => known.Id == increase.Id))
            {
                _increases.Add(increase);
            }

            return default;
        }
    }

    public ValueTask<IReadOnlyList<BudgetIncrease>> ReadIncreasesAsync(
        string? budget = null, CancellationToken cancellationToken = default)
    {
        lock (_lock)
        {
            return new(
            [
                .. _increases
                    .Where(increase => budget is null || increase.Budget == budget)
                    .OrderByDescending(increase => increase.From),
            ]);
        }
    }

    private BudgetVerdict Reserve(BudgetHold hold)
    {
        Expire();
        if (_reservations.ContainsKey(hold.Id) && without is not BudgetStoreRule.ReserveOnce)
        {
            return BudgetVerdict.Granted;
        }

        var claims = Claims(hold);
        if (without is not BudgetStoreRule.StaleWindow
            && claims.Exists(claim => Now < claim.Counter.WindowStart || Now >= claim.Counter.WindowEnd))
        {
            return BudgetVerdict.StaleWindow;
        }

        foreach (var claim in claims)
        {
            var free = LimitOf(claim.Counter) - SpentOn(claim.Counter)
                - (without is BudgetStoreRule.ReservedCounts ? 0 : ReservedOn(claim.Counter));
            claim.IsOver = claim.Minimum > free;
            claim.RetryAfter = claim.IsOver ? RetryAfter(claim) : null;
            claim.Granted = IsShadow(claim) ? claim.Maximum
                : claim.IsOver ? 0
                : without is BudgetStoreRule.GrantIsWhatIsLeft ? claim.Maximum
                : Math.Min(claim.Maximum, free);
        }

        var refusing = claims.FindAll(claim => claim.IsOver && !IsShadow(claim));
        var granted = refusing.Count is 0 ? claims
            : without is BudgetStoreRule.AllOrNothing ? claims.FindAll(claim => !refusing.Contains(claim))
            : [];
        foreach (var claim in claims)
        {
            claim.Granted = granted.Contains(claim) ? claim.Granted : 0;
        }

        if (granted.Count > 0)
        {
            _reservations[hold.Id] =
            [
                .. granted.Select(claim => new Reservation(claim.Counter, Now + hold.Lease, BucketOf(claim.Counter, Now))
                {
                    Granted = claim.Granted,
                    Floor = claim.Floor,
                }),
            ];
        }

        foreach (var claim in claims)
        {
            claim.State = refusing.Count is 0 ? BudgetClaimState.Open : BudgetClaimState.None;
            Report(claim);
        }

        return refusing.Count is 0 ? BudgetVerdict.Granted : BudgetVerdict.Refused;
    }

    private bool Extend(BudgetHold hold)
    {
        Expire();
        var claims = Claims(hold);
        foreach (var claim in claims)
        {
            claim.State = Find(hold, claim)?.State ?? BudgetClaimState.None;
            claim.IsOver = claim.Extension > LimitOf(claim.Counter) - SpentOn(claim.Counter) - ReservedOn(claim.Counter);
        }

        var refusing = claims.FindAll(
            claim => claim.State is not BudgetClaimState.Open || (claim.IsOver && !IsShadow(claim)));
        foreach (var claim in claims)
        {
            if (refusing.Count is 0
                || (without is BudgetStoreRule.ExtendAllOrNothing && !refusing.Contains(claim)))
            {
                claim.Granted = Find(hold, claim)!.Granted += claim.Extension;
                claim.Extension = without is BudgetStoreRule.ExtendOnce ? claim.Extension : 0;
            }
        }

        claims.ForEach(Report);
        return refusing.Count is 0;
    }

    private void Settle(BudgetHold hold, BudgetClaim claim)
    {
        var reservation = Find(hold, claim);
        claim.State = reservation?.State ?? BudgetClaimState.None;
        claim.ReachedThreshold = 0;
        if (reservation is null)
        {
            reservation = new(claim.Counter, default, BucketOf(claim.Counter, hold.Timestamp));
            Book(reservation, without is BudgetStoreRule.SettleUnknown ? 0 : claim.Actual);
            (_reservations.TryGetValue(hold.Id, out var known) ? known : _reservations[hold.Id] = []).Add(reservation);
        }
        else if (reservation.State is BudgetClaimState.Open)
        {
            Book(reservation, claim.Actual);
        }
        else if (reservation.State is BudgetClaimState.Expired)
        {
            Book(reservation, claim.Actual - (without is BudgetStoreRule.LateSettleCorrects ? 0 : Charged(reservation)));
        }
        else if (without is BudgetStoreRule.SettleOnce)
        {
            Book(reservation, claim.Actual);
        }

        if (claim.State is not BudgetClaimState.Settled)
        {
            claim.ReachedThreshold = ReachThreshold(claim.Counter);
        }

        reservation.State = BudgetClaimState.Settled;
        claim.IsOver = SpentOn(claim.Counter) > LimitOf(claim.Counter);
        Report(claim);
    }

    private void Renew(BudgetHold hold, BudgetClaim claim)
    {
        var reservation = Find(hold, claim);
        if (reservation is null && claim.Granted > 0 && without is not BudgetStoreRule.RenewPutsBack)
        {
            reservation = new(claim.Counter, Now + hold.Lease, BucketOf(claim.Counter, hold.Timestamp))
            {
                Granted = claim.Granted,
                Floor = claim.Floor,
            };
            (_reservations.TryGetValue(hold.Id, out var known) ? known : _reservations[hold.Id] = []).Add(reservation);
        }
        else if (reservation is { State: BudgetClaimState.Open } && without is not BudgetStoreRule.RenewProlongs)
        {
            reservation.LeaseEnd = Now + hold.Lease;
        }

        claim.State = reservation?.State ?? BudgetClaimState.None;
    }

    private void Expire()
    {
        foreach (var reservation in _reservations.Values.SelectMany(reservations => reservations))
        {
            if (reservation.State is BudgetClaimState.Open && reservation.LeaseEnd <= Now)
            {
                reservation.State = BudgetClaimState.Expired;
                Book(reservation, Charged(reservation));
            }
        }
    }

    private long Charged(Reservation reservation) => without is BudgetStoreRule.FloorOfExpired ? 0 : reservation.Floor;

    private void Book(Reservation reservation, long amount)
    {
        var bucket = without is BudgetStoreRule.WindowOfAdmission ? BucketOf(reservation.Counter, Now) : reservation.Bucket;
        _bookings.Add(new(reservation.Counter, bucket, amount));
    }

    private int ReachThreshold(BudgetCounter counter)
    {
        var (limit, spent, bucket) = (LimitOf(counter), SpentOn(counter), BucketOf(counter, Now));
        var reported = _reported.GetValueOrDefault(Key.Of(counter));
        var isRearmed = (limit > reported.Limit && without is not BudgetStoreRule.ThresholdRearmed)
            || reported.Bucket < bucket - counter.Buckets;
        var percent = isRearmed || without is BudgetStoreRule.ThresholdOnce ? 0 : reported.Percent;
        var reached = counter.Thresholds.LastOrDefault(
            threshold => threshold > percent && spent > 0 && spent * 100 >= limit * threshold);
        if (reached > 0)
        {
            _reported[Key.Of(counter)] = new(reached, Math.Max(limit, reported.Limit), bucket);
        }

        return reached;
    }

    private long SpentOn(BudgetCounter counter) => _bookings
        .Where(booking => Key.Of(booking.Counter) == Key.Of(counter) && IsCounted(counter, booking.Bucket, Now))
        .Sum(booking => booking.Amount);

    private long ReservedOn(BudgetCounter counter) => _reservations.Values
        .SelectMany(reservations => reservations)
        .Where(reservation => Key.Of(reservation.Counter) == Key.Of(counter))
        .Where(reservation => reservation.State is BudgetClaimState.Open
            || (without is BudgetStoreRule.RestOfExpiredIsFree && reservation.State is BudgetClaimState.Expired))
        .Sum(reservation => reservation.Granted);

    private bool IsCounted(BudgetCounter counter, long bucket, DateTimeOffset at) =>
        counter.BucketLength is null
            || bucket >= BucketOf(counter, at) - counter.Buckets + (without is BudgetStoreRule.AllBuckets ? 1 : 0);

    private TimeSpan? RetryAfter(BudgetClaim claim)
    {
        var (counter, limit) = (claim.Counter, LimitOf(claim.Counter));
        if (counter.BucketLength is not { } length || claim.Minimum > limit)
        {
            return null;
        }

        var time = Now;
        while (SpentAt(time) + claim.Minimum > limit)
        {
            time = DateTimeOffset.UnixEpoch + ((BucketOf(counter, time) + 1) * length);
        }

        return time - Now;

        long SpentAt(DateTimeOffset at) => _bookings
            .Where(booking => Key.Of(booking.Counter) == Key.Of(counter) && IsCounted(counter, booking.Bucket, at))
            .Sum(booking => booking.Amount);
    }

    private long LimitOf(BudgetCounter counter) => counter.Limit + IncreaseOf(counter);

    private long IncreaseOf(BudgetCounter counter) => without is BudgetStoreRule.IncreaseApplies ? 0 : _increases
        .Where(increase => (increase.Budget, increase.Unit, increase.Scope) == (counter.Budget, counter.Unit, counter.Scope))
        .Where(increase => increase.From <= Now && (Now < increase.Until || without is BudgetStoreRule.IncreaseEnds))
        .Sum(increase => increase.Amount);

    private BudgetReading Read(BudgetCounter counter) => new()
    {
        Scope = counter.Scope,
        Spent = SpentOn(counter),
        Reserved = ReservedOn(counter),
        Increase = IncreaseOf(counter),
    };

    private void Report(BudgetClaim claim) =>
        (claim.Spent, claim.Reserved, claim.Limit) = (SpentOn(claim.Counter), ReservedOn(claim.Counter), LimitOf(claim.Counter));

    private bool IsShadow(BudgetClaim claim) => claim.Counter.IsShadow && without is not BudgetStoreRule.ShadowNeverRefuses;

    private Reservation? Find(BudgetHold hold, BudgetClaim claim) =>
        _reservations.GetValueOrDefault(hold.Id)?.Find(reservation => Key.Of(reservation.Counter) == Key.Of(claim.Counter));

    private static List<BudgetClaim> Claims(BudgetHold hold) => [.. Enumerable.Range(0, hold.Count).Select(i => hold[i])];

    private static long BucketOf(BudgetCounter counter, DateTimeOffset time) =>
        counter.BucketLength is { } length ? (time - DateTimeOffset.UnixEpoch).Ticks / length.Ticks : 0;

    private readonly record struct Key(
        string Budget, BudgetUnit Unit, string Scope, DateTimeOffset WindowStart, TimeSpan? BucketLength)
    {
        public static Key Of(BudgetCounter counter) =>
            new(counter.Budget, counter.Unit, counter.Scope, counter.WindowStart, counter.BucketLength);
    }

    private readonly record struct Booking(BudgetCounter Counter, long Bucket, long Amount);

    private readonly record struct Reported(int Percent, long Limit, long Bucket);

    private sealed class Reservation(BudgetCounter counter, DateTimeOffset leaseEnd, long bucket)
    {
        public BudgetCounter Counter => counter;

        public long Bucket => bucket;

        public DateTimeOffset LeaseEnd { get; set; } = leaseEnd;

        public long Granted { get; set; }

        public long Floor { get; init; }

        public BudgetClaimState State { get; set; } = BudgetClaimState.Open;
    }
}
