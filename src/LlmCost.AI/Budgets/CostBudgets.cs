using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.ObjectPool;

namespace LlmCost.AI;

/// <summary>Reads and changes the budgets of an app while it runs.</summary>
/// <remarks>
/// <c>services.AddCostMetering().AddBudgets(…)</c> registers it. All members are thread-safe. Amounts are in USD, tokens,
/// requests or calls.
/// </remarks>
public sealed class CostBudgets : IDisposable
{
    /// <summary>The maximum number of pooled objects. Few apps have more calls in progress at the same time.</summary>
    private const int MaxPooled = 1_024;

    /// <summary>
    /// The maximum number of counters whose recovery is published. It limits the use of memory, because users may be able to
    /// create new scopes.
    /// </summary>
    private const int MaxExceeded = 10_000;

    private static volatile bool s_areUsed;

    private static readonly TimeSpan s_longestPace = TimeSpan.FromSeconds(5);

    private readonly TimeProvider _timeProvider;
    private readonly IBudgetObserver[] _observers;
    private readonly ObjectPool<BudgetCall> _pool;
    private readonly OpenBudgetCalls _open;
    private readonly BudgetStoreGuard _guard;
    private volatile BudgetSet _set = BudgetSet.Empty;
    private volatile bool _hasBudgets;
    private volatile BudgetSourceCache? _source;
    private volatile int _limitsVersion;
    private volatile bool _hasExceeded;
    private bool _isDisposed;

    /// <summary>The counters that have refused calls because their limit is spent, with their state at that time.</summary>
    private readonly ConcurrentDictionary<
        (string Budget, string Scope, BudgetUnit Unit), (DateTimeOffset WindowStart, long Limit, long Spent)> _exceeded = new();

    /// <summary>The queues of waiting calls by the name of their budget. A queue is added by replacing the dictionary.</summary>
    private volatile Dictionary<string, BudgetQueue> _queues = [];

    /// <summary>Initializes a new instance of the <see cref="CostBudgets"/> class without budgets.</summary>
    internal CostBudgets(
        IBudgetStore? store,
        IEnumerable<IBudgetObserver> observers,
        IMeterFactory meterFactory,
        ILoggerFactory loggerFactory,
        TimeProvider timeProvider,
        int maxCounters,
        Func<NewSeriesGate?>? gate = null)
    {
        _timeProvider = timeProvider;
        _observers = [.. observers];
        Metrics = new BudgetMetrics(meterFactory, ReadStates, gate ?? (static () => null));
        Log = new BudgetLog(loggerFactory.CreateLogger<CostBudgets>());
        Store = store ?? new InMemoryBudgetStore(timeProvider, maxCounters);
        _guard = new BudgetStoreGuard(this, Store, timeProvider);
        _open = new OpenBudgetCalls(this, _guard, timeProvider);
        _pool = new DefaultObjectPool<BudgetCall>(new Policy(this), MaxPooled);
    }

    /// <summary>Gets the names of the budgets in effect.</summary>
    public IReadOnlyList<string> Names => [.. _set.All.Select(budget => budget.Name)];

    /// <summary>True if this process has ever had a budget or a run.</summary>
    internal static bool AreUsed => s_areUsed;

    /// <summary>True if any budget may apply to a call.</summary>
    /// <remarks>
    /// Each call reads this property three times. In an app without budgets and runs, the property reads only one field.
    /// </remarks>
    internal bool IsActive => s_areUsed && (_hasBudgets || CostRun.Current is not null);

    internal BudgetMetrics Metrics { get; }

    internal BudgetLog Log { get; }

    internal IBudgetStore Store { get; }

    internal OutputExperience Experience { get; } = new();

    internal BudgetStoreOptions StoreOptions => _set.Options.BudgetStore;

    internal TimeSpan Lease => _set.Options.BudgetStore.Lease;

    /// <summary>
    /// The current time, according to the clock of the store or, until that clock is known, the clock of this process.
    /// </summary>
    internal DateTimeOffset Now => _timeProvider.GetUtcNow() + _guard.ClockOffset;

    /// <summary>The cheaper models that may be chosen instead of a requested model.</summary>
    internal IDictionary<string, IList<string>> Downgrades => _set.Options.Downgrades;

    /// <summary>Reads the limits of a budget and the spent amounts.</summary>
    /// <param name="budget">The name of the budget.</param>
    /// <param name="scope">
    /// The values of the properties by which the budget is split, such as <c>user</c>; empty if it is not split. Values of other
    /// properties are ignored.
    /// </param>
    /// <param name="cancellationToken">The token that cancels the operation.</param>
    /// <returns>The status, one entry for each limit.</returns>
    /// <exception cref="ArgumentException">
    /// The budget does not exist, it counts each request or run separately, or <paramref name="scope"/> lacks a value.
    /// </exception>
    public async ValueTask<IReadOnlyList<BudgetStatus>> GetStatusAsync(
        string budget,
        IReadOnlyList<KeyValuePair<string, string>>? scope = null,
        CancellationToken cancellationToken = default)
    {
        var counters = CountersOf(Find(budget), scope ?? []);
        var readings = await Store.ReadAsync(counters, cancellationToken);
        return [.. counters.Zip(readings, StatusOf)];
    }

    /// <summary>Reads the scopes of a split budget that have spent the most in the current window.</summary>
    /// <param name="budget">The name of the budget.</param>
    /// <param name="unit">The unit of the limit.</param>
    /// <param name="count">The maximum number of scopes, from 1 to 10,000.</param>
    /// <param name="cancellationToken">The token that cancels the operation.</param>
    /// <returns>The status of the scopes in descending order of spending.</returns>
    /// <exception cref="ArgumentException">The budget does not exist, or has no limit in this unit.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="count"/> is out of range.</exception>
    public async ValueTask<IReadOnlyList<BudgetStatus>> GetTopAsync(
        string budget, BudgetUnit unit = BudgetUnit.Usd, int count = 10, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, 10_000);

        var (found, now) = (Find(budget), Now);
        var counter = OfUnit(found.CountersOf("", now), budget, unit);
        var readings = await Store.ReadTopAsync(counter, count, cancellationToken);
        return [.. readings.Select(reading => StatusOf(CounterOf(reading.Scope), reading))];

        // A scope can have a different limit because of an override. The override of a pseudonymized scope can't be found without
        // the original value.
        BudgetCounter CounterOf(string scope) => found.KeyOf(Budget.ValuesIn(scope)) is { Length: > 0 } key
            ? OfUnit(found.Create(key, now), budget, unit)
            : counter;
    }

    /// <summary>Increases a limit until the given time. The store records the increase, its author and its reason.</summary>
    /// <param name="budget">The name of the budget.</param>
    /// <param name="amount">The amount, greater than 0.</param>
    /// <param name="until">The end of the increase, in the future.</param>
    /// <param name="actor">The person or system that makes the increase.</param>
    /// <param name="reason">The reason for the increase.</param>
    /// <param name="scope">The values by which the budget is split; empty if it is not split.</param>
    /// <param name="unit">The unit of the limit.</param>
    /// <param name="cancellationToken">The token that cancels the operation.</param>
    /// <returns>The status of the limit with the increase.</returns>
    /// <exception cref="ArgumentException">
    /// The budget or the limit does not exist, <paramref name="scope"/> lacks a value, <paramref name="actor"/> or
    /// <paramref name="reason"/> is blank, or <paramref name="until"/> is not in the future.
    /// </exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="amount"/> is not greater than 0.</exception>
    public async ValueTask<BudgetStatus> IncreaseAsync(
        string budget,
        decimal amount,
        DateTimeOffset until,
        string actor,
        string reason,
        IReadOnlyList<KeyValuePair<string, string>>? scope = null,
        BudgetUnit unit = BudgetUnit.Usd,
        CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(amount);
        ArgumentException.ThrowIfNullOrWhiteSpace(actor);
        ArgumentException.ThrowIfNullOrWhiteSpace(reason);
        var counter = OfUnit(CountersOf(Find(budget), scope ?? []), budget, unit);
        if (until <= Now)
        {
            throw new ArgumentException($"The increase ends at {until:o}, which is not in the future.", nameof(until));
        }

        var increase = new BudgetIncrease
        {
            Id = Guid.CreateVersion7(),
            Budget = counter.Budget,
            Unit = unit,
            Scope = counter.Scope,
            Amount = BudgetAmount.Of(unit, amount),
            From = Now,
            Until = until,
            Actor = actor,
            Reason = reason,
        };
        await Store.IncreaseAsync(increase, cancellationToken);
        Log.Increased(counter.Budget, BudgetAmount.NameOf(unit), amount, until, actor, reason);
        Publish(new BudgetEvent
        {
            Kind = BudgetEventKind.Increased,
            Timestamp = Now,
            Budget = counter.Budget,
            Scope = Budget.ValuesIn(counter.Scope),
            Unit = unit,
            Limit = BudgetAmount.ForPeople(unit, counter.Limit),
            Increase = increase,
        });
        var readings = await Store.ReadAsync([counter], cancellationToken);
        return StatusOf(counter, readings[0]);
    }

    /// <summary>Reads the increases of limits, with their authors, times and reasons.</summary>
    /// <param name="budget">The name of the budget; <see langword="null"/> for all.</param>
    /// <param name="cancellationToken">The token that cancels the operation.</param>
    /// <returns>The increases, the newest first. Ended increases are included for at least 30 days.</returns>
    public ValueTask<IReadOnlyList<BudgetIncrease>> GetIncreasesAsync(
        string? budget = null, CancellationToken cancellationToken = default) =>
        Store.ReadIncreasesAsync(budget, cancellationToken);

    /// <summary>
    /// Charges a cost that is not part of a metered call, such as the cost of a paid tool, to all budgets that apply.
    /// </summary>
    /// <param name="usd">The cost in USD, greater than 0.</param>
    /// <param name="cancellationToken">The token that cancels the operation.</param>
    /// <returns>The operation.</returns>
    /// <remarks>
    /// The current <see cref="CostScope"/> and <see cref="CostRun"/> apply. Budgets can match the charge by its operation, which
    /// is <c>charge</c>. The charge is not recorded in the cost metrics.
    /// </remarks>
    /// <exception cref="BudgetExceededException">The cost does not fit into a budget. Nothing is charged.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="usd"/> is not greater than 0.</exception>
    public async ValueTask ChargeAsync(decimal usd, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(usd);

        var facts = new BudgetFacts
        {
            Operation = "charge",
            Feature = CostScope.Current?.Feature,
            Tags = CostScope.Current?.Tags,
            Run = CostRun.Current?.Outermost.Id,
        };
        var call = new object();
        if (Begin(call, in facts) is { } budgets)
        {
            await budgets.AdmitAsync(
                new BudgetNeed { IsPriced = true, InputCost = BudgetAmount.OfUsd(usd) }, cancellationToken);
            budgets.Settle(new BudgetUse { IsBilled = true, HasUsage = true, Cost = usd });
        }

        GC.KeepAlive(call);
    }

    /// <summary>Flushes settlements for up to five seconds, and stops renewing reservations.</summary>
    public void Dispose()
    {
        if (Interlocked.Exchange(ref _isDisposed, true))
        {
            return;
        }

        _source?.Dispose();
        _open.Dispose();
        _guard.Dispose();
    }

    /// <summary>
    /// Records that there is a budget or a run. This method must be called before calls can find the budget or run.
    /// </summary>
    internal static void BeginUse() => s_areUsed = true;

    /// <summary>Uses the limits from a source that the app provides.</summary>
    internal void Use(IBudgetSource source, MeteringFailures failures) =>
        _source = new BudgetSourceCache(
            source,
            () => _set.All.Where(budget => budget.Options.Each.Count is 1).Select(budget => budget.Name),
            failures);

    /// <summary>Applies valid budgets.</summary>
    internal void Apply(BudgetsOptions options)
    {
        var (before, now) = (_set, Now);
        _set = new BudgetSet(options, LimitsOf);
        if (_set.All.Length > 0)
        {
            BeginUse();
        }

        _hasBudgets = _set.All.Length > 0;
        foreach (var budget in _set.All)
        {
            if (before.Find(budget.Name) is { } previous && budget.StartsAgain(previous, now))
            {
                Log.StartsAgain(budget.Name);
            }
        }

        _source?.Load();
        if (Store.IsDurable)
        {
            return;
        }

        foreach (var budget in _set.All)
        {
            if (!budget.IsOfRequest && !budget.IsOfRun && budget.LastsLong)
            {
                Log.NotDurable(budget.Name, budget.Options.Window);
            }
        }
    }

    /// <summary>Finds the budgets that apply to a call.</summary>
    /// <returns>The budgets of the call, or <see langword="null"/> if none applies.</returns>
    internal BudgetCall? Begin(object owner, in BudgetFacts facts)
    {
        if (_source is { } source && source.Version != _limitsVersion)
        {
            // A counter object has a fixed limit, so new limits require new objects.
            _limitsVersion = source.Version;
            _set = new BudgetSet(_set.Options, LimitsOf);
        }

        var set = _set;
        if (CostRun.Current is null && !set.HasMatch(in facts))
        {
            return null;
        }

        var call = _pool.Get();
        call.Match(owner, in facts, set);
        return call;
    }

    /// <summary>
    /// Returns the first budget that applies to a call and has reached its <see cref="BudgetOptions.DowngradeAt"/>, according to
    /// the state that this process has last seen. Counters that this process has not seen are read from the store.
    /// </summary>
    internal async ValueTask<Budget?> BudgetToDowngradeAsync(BudgetFacts facts, CancellationToken cancellationToken)
    {
        foreach (var budget in _set.All)
        {
            if (budget.Options.DowngradeAt is not { } percent
                || !budget.Matches(in facts)
                || budget.IsOfRun
                || budget.IsOfRequest)
            {
                continue;
            }

            var counters = budget.CountersOf(in facts, Now, out _) ?? [];
            if (!counters.All(counter => counter.IsKnown))
            {
                var readings = await _guard.ReadAsync(counters, cancellationToken);
                foreach (var (counter, reading) in counters.Zip(readings))
                {
                    counter.Remember(reading);
                }
            }

            if (counters.Any(counter => counter.Utilization >= percent))
            {
                return budget;
            }
        }

        return null;
    }

    internal async ValueTask<BudgetReply> ReserveAsync(BudgetCall call, CancellationToken cancellationToken)
    {
        var reply = await _guard.ReserveAsync(call, cancellationToken);
        if (reply.Verdict is BudgetVerdict.Granted)
        {
            _open.Add(call);
        }

        return reply;
    }

    /// <summary>Stops renewing the reservation of a call.</summary>
    internal void Forget(BudgetCall call) => _open.Remove(call);

    internal ValueTask<bool> ExtendAsync(BudgetCall call) => _guard.ExtendAsync(call);

    internal void Settle(BudgetCall call, bool isBilled)
    {
        Metrics.Reservation(isBilled ? "settled" : "released");
        _guard.Settle(call);
    }

    /// <summary>Reports the effects of a settlement, and returns the call object to the pool.</summary>
    internal void Settled(BudgetCall call)
    {
        call.ReportOvershoot();
        for (var i = 0; i < call.Hold.Count; i++)
        {
            var claim = call.Hold[i];
            claim.Counter.Remember(claim);
            if (claim.State is BudgetClaimState.Expired)
            {
                Metrics.Reservation("corrected");
            }

            if (claim.ReachedThreshold > 0)
            {
                Warn(claim);
            }
        }

        foreach (var (_, queue) in _queues)
        {
            queue.Signal();
        }

        Return(call);
    }

    /// <summary>Ends a call that was not admitted.</summary>
    internal void Release(BudgetCall call)
    {
        if (call is { IsUncertain: true, Hold.Count: > 0 })
        {
            _guard.Release(call);
        }
        else
        {
            Return(call);
        }
    }

    /// <summary>Creates a call that only needs to be settled.</summary>
    internal BudgetCall CallOf(BudgetCounter counter, long amount)
    {
        var call = _pool.Get();
        call.Hold.Begin(Now, Lease);
        call.Hold.Add(counter, 0, 0, 0).Actual = amount;
        return call;
    }

    internal void Return(BudgetCall call)
    {
        call.Reset();
        _pool.Return(call);
    }

    /// <summary>Counts a decision, and logs and publishes refusals.</summary>
    internal void Decided(Budget budget, BudgetDecision decision, BudgetExceededReason reason)
    {
        var text = reason is BudgetExceededReason.None ? null : LabelOf(reason);
        Metrics.Decision(budget.Name, LabelOf(decision), text, budget.IsShadow);
        if (budget.IsShadow)
        {
            return;
        }

        if (decision is BudgetDecision.Downgraded)
        {
            Publish(new BudgetEvent { Kind = BudgetEventKind.Downgraded, Timestamp = Now, Budget = budget.Name });
        }
        else if (decision is BudgetDecision.Refused or BudgetDecision.CutOff)
        {
            Log.Refused(budget.Name, text ?? "");
            Publish(new BudgetEvent
            {
                Kind = BudgetEventKind.Refused,
                Timestamp = Now,
                Budget = budget.Name,
                Reason = reason,
            });
        }
    }

    /// <summary>
    /// Publishes that the limit of a counter is spent. Repeats are not published until the counter has recovered.
    /// </summary>
    internal void Exceeded(BudgetClaim claim)
    {
        var counter = claim.Counter;
        var state = (counter.WindowStart, claim.Limit, claim.Spent);
        if (_exceeded.Count >= MaxExceeded || !_exceeded.TryAdd((counter.Budget, counter.Scope, counter.Unit), state))
        {
            return;
        }

        _hasExceeded = true;
        Publish(EventOf(BudgetEventKind.Exceeded, claim));
    }

    /// <summary>
    /// Publishes that a counter has recovered, after an increase or in a new window. A smaller call that still fits does not
    /// count as a recovery.
    /// </summary>
    internal void Admitted(BudgetClaim claim)
    {
        if (!_hasExceeded)
        {
            return;
        }

        var counter = claim.Counter;
        var key = (counter.Budget, counter.Scope, counter.Unit);
        if (_exceeded.TryGetValue(key, out var then)
            && (counter.WindowStart != then.WindowStart || claim.Limit > then.Limit || claim.Spent < then.Spent)
            && _exceeded.TryRemove(key, out _))
        {
            _hasExceeded = !_exceeded.IsEmpty;
            Log.Recovered(counter.Budget, BudgetAmount.NameOf(counter.Unit));
            Publish(EventOf(BudgetEventKind.Recovered, claim));
        }
    }

    /// <summary>
    /// Counts a call that was routed to a cheaper model, but that the provider answered with the requested model.
    /// </summary>
    internal void DowngradeIgnored(Budget budget) =>
        Metrics.Decision(budget.Name, LabelOf(BudgetDecision.Downgraded), "ignored", budget.IsShadow);

    /// <summary>Delays a call so that the limits of its budgets last until the end of their windows.</summary>
    internal async ValueTask PaceAsync(List<Budget> budgets, BudgetFacts facts, CancellationToken cancellationToken)
    {
        var (delay, slowest) = (TimeSpan.Zero, default(Budget));
        foreach (var budget in budgets)
        {
            if (budget.Options.SlowDownAt is { } percent && !budget.IsOfRun && !budget.IsOfRequest)
            {
                var now = Now;
                foreach (var counter in budget.CountersOf(in facts, now, out _) ?? [])
                {
                    if (counter is { WindowEnd: { } end, LastLimit: > 0 }
                        && counter.LastSpent * 100m >= counter.LastLimit * (decimal)percent)
                    {
                        var window = end - counter.WindowStart;
                        var due = counter.WindowStart + (window * ((double)counter.LastSpent / counter.LastLimit));
                        if (due - now > delay)
                        {
                            (delay, slowest) = (due - now, budget);
                        }
                    }
                }
            }
        }

        if (slowest is null)
        {
            return;
        }

        var longest = slowest.Options.MaxWait > TimeSpan.Zero ? slowest.Options.MaxWait : s_longestPace;
        Decided(slowest, BudgetDecision.Delayed, BudgetExceededReason.None);
        if (!slowest.IsShadow)
        {
            delay = delay < longest ? delay : longest;
            Metrics.Wait(slowest.Name, delay.TotalSeconds);
            await Task.Delay(delay, _timeProvider, cancellationToken);
        }
    }

    /// <summary>Lets a call wait for room in a budget.</summary>
    internal async ValueTask<bool> WaitAsync(
        Budget budget,
        TimeSpan? after,
        Func<CancellationToken, Task<(bool IsGranted, TimeSpan? After)>> tryAsync,
        CancellationToken cancellationToken)
    {
        var start = _timeProvider.GetTimestamp();
        Decided(budget, BudgetDecision.Delayed, BudgetExceededReason.None);
        var queue = QueueOf(budget.Name);
        try
        {
            return await queue.WaitAsync(
                budget.Options.MaxWait, budget.Options.QueueLimit, after, tryAsync, cancellationToken);
        }
        finally
        {
            Metrics.Wait(budget.Name, _timeProvider.GetElapsedTime(start).TotalSeconds);
        }
    }

    internal void Publish(BudgetEvent budgetEvent)
    {
        foreach (var observer in _observers)
        {
            try
            {
                observer.OnEvent(budgetEvent);
            }
            catch (Exception e)
            {
                Failed("observe", e);
            }
        }
    }

    /// <summary>Counts and logs a failure that must not reach the caller.</summary>
    internal void Failed(string operation, Exception exception)
    {
        try
        {
            Metrics.StoreFailure(operation, exception is TimeoutException or OperationCanceledException ? "timeout" : "error");
            Log.Failed(operation, exception);
        }
        catch (Exception)
        {
            // The app's logger or a metrics listener failed as well. The failure can't be reported, and the call must continue.
        }
    }

    private BudgetLimitOptions? LimitsOf(string budget, string value) => _source?.Find(budget, value);

    private static BudgetStatus StatusOf(BudgetCounter counter, BudgetReading reading) => StatusOf(
        counter, counter.Limit + reading.Increase, reading.Spent, reading.Reserved, Budget.ValuesIn(reading.Scope));

    internal static BudgetStatus StatusOf(
        BudgetCounter counter,
        long limit,
        long spent,
        long reserved,
        IReadOnlyList<KeyValuePair<string, string>> scope) => new()
    {
        Budget = counter.Budget,
        Unit = counter.Unit,
        Scope = scope,
        Limit = BudgetAmount.ForPeople(counter.Unit, limit),
        Spent = BudgetAmount.ForPeople(counter.Unit, spent),
        Reserved = BudgetAmount.ForPeople(counter.Unit, reserved),
        WindowStart = counter.WindowEnd is null ? null : counter.WindowStart,
        ResetsAt = counter.WindowEnd,
        WindowLength = counter.WindowEnd - counter.WindowStart ?? counter.BucketLength * counter.Buckets,
    };

    private static BudgetCounter OfUnit(BudgetCounter[] counters, string budget, BudgetUnit unit) =>
        counters.FirstOrDefault(counter => counter.Unit == unit)
        ?? throw new ArgumentException($"Budget '{budget}' has no limit in {BudgetAmount.NameOf(unit)}.", nameof(unit));

    private static string LabelOf(BudgetDecision decision) => decision switch
    {
        BudgetDecision.Capped => "capped",
        BudgetDecision.Delayed => "delayed",
        BudgetDecision.Downgraded => "downgraded",
        BudgetDecision.WrappedUp => "wrapped_up",
        BudgetDecision.Refused => "refused",
        BudgetDecision.CutOff => "cut_off",
        _ => "admitted",
    };

    private static string LabelOf(BudgetExceededReason reason) => reason switch
    {
        BudgetExceededReason.RateLimited => "rate_limited",
        BudgetExceededReason.InFlight => "in_flight",
        BudgetExceededReason.TooLarge => "too_large",
        BudgetExceededReason.Unpriced => "unpriced",
        BudgetExceededReason.StoreUnavailable => "store_unavailable",
        BudgetExceededReason.CutOff => "cut_off",
        BudgetExceededReason.MissingScope => "missing_scope",
        _ => "exhausted",
    };

    private Budget Find(string name)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);

        var budget = _set.Find(name) ?? throw new ArgumentException(
            $"There is no budget '{name}'. The budgets are: {string.Join(", ", Names)}.", nameof(name));
        return budget.IsOfRequest || budget.IsOfRun
            ? throw new ArgumentException($"Budget '{name}' counts each {budget.Options.Window} separately.", nameof(name))
            : budget;
    }

    private BudgetCounter[] CountersOf(Budget budget, IReadOnlyList<KeyValuePair<string, string>> scope) =>
        budget.KeyOf(scope) is { } key
            ? budget.CountersOf(key, Now)
            : throw new ArgumentException(
                $"Budget '{budget.Name}' is split by {string.Join(", ", budget.Options.Each)}; the scope must name each of them.",
                nameof(scope));

    private BudgetQueue QueueOf(string budget)
    {
        if (_queues.TryGetValue(budget, out var queue))
        {
            return queue;
        }

        lock (_observers)
        {
            if (!_queues.TryGetValue(budget, out queue))
            {
                queue = new BudgetQueue(_timeProvider);
                _queues = new Dictionary<string, BudgetQueue>(_queues) { [budget] = queue };
            }

            return queue;
        }
    }

    private void Warn(BudgetClaim claim)
    {
        var (counter, unit) = (claim.Counter, claim.Counter.Unit);
        var (spent, limit) = (BudgetAmount.ForPeople(unit, claim.Spent), BudgetAmount.ForPeople(unit, claim.Limit));
        Metrics.Warning(counter.Budget, BudgetAmount.NameOf(unit), claim.ReachedThreshold);
        Log.Warned(counter.Budget, BudgetAmount.NameOf(unit), claim.ReachedThreshold, spent, limit);
        Publish(EventOf(BudgetEventKind.Warned, claim) with { Threshold = claim.ReachedThreshold });
    }

    private BudgetEvent EventOf(BudgetEventKind kind, BudgetClaim claim) => new()
    {
        Kind = kind,
        Timestamp = Now,
        Budget = claim.Counter.Budget,
        Scope = Budget.ValuesIn(claim.Counter.Scope),
        Unit = claim.Counter.Unit,
        Limit = BudgetAmount.ForPeople(claim.Counter.Unit, claim.Limit),
        Spent = BudgetAmount.ForPeople(claim.Counter.Unit, claim.Spent),
    };

    private IEnumerable<BudgetState> ReadStates()
    {
        var now = Now;
        foreach (var budget in _set.All)
        {
            if (budget.IsOfRequest || budget.IsOfRun)
            {
                continue;
            }

            foreach (var counter in budget.Nearest(now))
            {
                var unit = counter.Unit;
                yield return new BudgetState(
                    budget.Name,
                    BudgetAmount.NameOf(unit),
                    budget.Options.ShowScopes ? counter.Scope : null,
                    BudgetAmount.ForPeople(unit, counter.LastLimit),
                    BudgetAmount.ForPeople(unit, counter.LastSpent),
                    BudgetAmount.ForPeople(unit, counter.LastReserved));
            }
        }
    }

    private sealed class Policy(CostBudgets budgets) : PooledObjectPolicy<BudgetCall>
    {
        public override BudgetCall Create() => new(budgets);

        // With a shared store, objects are not pooled, because a renewal may still use the object of a call that has just ended.
        public override bool Return(BudgetCall call) => !budgets.Store.IsShared;
    }
}
