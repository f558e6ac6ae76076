namespace LlmCost.AI;

/// <summary>Represents the reservation and settlement of a call in all budgets that apply to it.</summary>
/// <remarks>The object is reused after its settlement. Not thread-safe, except for the renewal of its lease.</remarks>
internal sealed class BudgetCall
{
    private const long MinOutput = 1_024;
    private const long MinOutputOfReasoning = 4_096;

    private readonly CostBudgets _budgets;
    private readonly List<Budget> _matched = [];
    private readonly List<Budget> _budgetOfClaim = [];
    private readonly List<Budget> _budgetOfRunClaim = [];
    private readonly BudgetHold _runHold = new();
    private readonly WeakReference<object> _owner = new(null!);
    private BudgetNeed _need;
    private BudgetFacts _facts;
    private BudgetUse _use;
    private BudgetExceededException? _cutOff;
    private int _state;

    public BudgetCall(CostBudgets budgets) => _budgets = budgets;

    private enum State
    {
        Closed,
        Matched,
        Open,
        Settling,
    }

    /// <summary>The reservation in the store.</summary>
    public BudgetHold Hold { get; } = new();

    /// <summary>The reservation in the local allowance, which applies while the store does not respond.</summary>
    public BudgetHold AllowanceHold { get; } = new();

    /// <summary>True if the store did not respond, and the allowance was used.</summary>
    public bool IsOnAllowance { get; set; }

    /// <summary>True if the store did not respond, but may have made the reservation.</summary>
    public bool IsUncertain { get; set; }

    /// <summary>True if the store has, or may have, a reservation for the call.</summary>
    public bool MayBeReserved =>
        IsUncertain || (!IsOnAllowance && Hold.Count > 0 && Hold[0].State is BudgetClaimState.Open);

    /// <summary>True if the call has a reservation that is not settled yet.</summary>
    public bool IsOpen => Volatile.Read(ref _state) is (int)State.Open;

    /// <summary>
    /// The output limit, in tokens, to set in the request to the provider, or <see langword="null"/> to keep the caller's limit.
    /// </summary>
    public long? OutputCap { get; private set; }

    /// <summary>
    /// The output in tokens that strict budgets granted, or null if no budget is strict. It can equal the caller's own maximum.
    /// </summary>
    public long? StrictOutput { get; private set; }

    /// <summary>True if a strict budget granted less output than the caller requested or than the default output.</summary>
    public bool IsCapped { get; private set; }

    /// <summary>True if the request must not use tools.</summary>
    public bool WrapsUp { get; private set; }

    /// <summary>The output, in tokens, that is reserved.</summary>
    public long GrantedOutput { get; private set; }

    /// <summary>The way in which the stream ends if it is cut off.</summary>
    public CutAction OnCut { get; private set; }

    /// <summary>True if the amounts to reserve depend on the size of the request.</summary>
    public bool NeedsEstimate
    {
        get
        {
            foreach (var budget in _matched)
            {
                var options = budget.Options;
                if (!budget.IsObserved
                    && (options.Usd ?? options.Tokens ?? options.InputTokens ?? options.OutputTokens) is not null)
                {
                    return true;
                }
            }

            return _runHold.Count > 0;
        }
    }

    /// <summary>True if the owner of the call was garbage-collected, because its stream was never disposed.</summary>
    public bool IsLost => IsOpen && !_owner.TryGetTarget(out _);

    /// <summary>Finds the budgets that apply to a call.</summary>
    public void Match(object owner, in BudgetFacts facts, BudgetSet set)
    {
        _owner.SetTarget(owner);
        _facts = facts;
        foreach (var budget in set.All)
        {
            if (budget.Matches(in facts) && !(budget.IsOfRun && CostRun.Current is null))
            {
                _matched.Add(budget);
            }
        }

        for (var run = CostRun.Current; run is not null; run = run.Outer)
        {
            _matched.Add(run.Budget);
        }
    }

    /// <summary>
    /// Reserves the amounts that the call needs. If they don't fit, waits if the budgets allow it; otherwise, refuses the call.
    /// </summary>
    /// <exception cref="BudgetExceededException">A budget refuses the call.</exception>
    public async ValueTask AdmitAsync(BudgetNeed need, CancellationToken cancellationToken)
    {
        (_need, _state) = (need, (int)State.Matched);
        try
        {
            await _budgets.PaceAsync(_matched, _facts, cancellationToken);
            if (!Prepare())
            {
                ReserveInRun();
                Accept();
                _state = (int)State.Open;
                return;
            }

            ReserveInRun();
            var reply = await _budgets.ReserveAsync(this, cancellationToken);
            if (reply.Verdict is BudgetVerdict.StaleWindow)
            {
                ReleaseRun();
                Prepare();
                ReserveInRun();
                reply = await _budgets.ReserveAsync(this, cancellationToken);
            }

            if (reply.Verdict is not BudgetVerdict.Granted)
            {
                ReleaseRun();
                await WaitOrRefuseAsync(reply.Now, cancellationToken);
            }

            Accept();
            _state = (int)State.Open;
        }
        finally
        {
            if (_state is (int)State.Matched)
            {
                _budgets.Release(this);
            }
        }
    }

    /// <summary>Reserves more output for a stream.</summary>
    /// <param name="outputTokens">The output received so far, in tokens.</param>
    /// <returns>True if the stream may continue.</returns>
    public async ValueTask<bool> ExtendAsync(long outputTokens)
    {
        var missing = long.Max(outputTokens - GrantedOutput, 0) + ChunkOf(outputTokens);
        if (!HasExtension(Hold, _budgetOfClaim, missing) & !HasExtension(_runHold, _budgetOfRunClaim, missing))
        {
            GrantedOutput = long.MaxValue;
            return true;
        }

        if (!RunCounters.TryExtend(_runHold))
        {
            return Cut(_runHold, _budgetOfRunClaim);
        }

        if (!await _budgets.ExtendAsync(this))
        {
            return Cut(Hold, _budgetOfClaim);
        }

        GrantedOutput += missing;
        return true;
    }

    /// <summary>Charges the usage of a call that was made without a reservation.</summary>
    public void Charge(in BudgetUse use)
    {
        _need = new BudgetNeed { IsPriced = use.Cost is not null };
        var now = _budgets.Now;
        Hold.Begin(now, _budgets.Lease);
        _runHold.Begin(now, _budgets.Lease);
        foreach (var budget in _matched)
        {
            var counters = budget.IsOfRun ? RunOf(budget).CountersOf(budget) : budget.CountersOf(in _facts, now, out _);
            foreach (var counter in budget.IsOfRequest ? [] : counters ?? [])
            {
                (budget.IsOfRun ? _runHold : Hold).Add(counter, 0, 0, 0);
                (budget.IsOfRun ? _budgetOfRunClaim : _budgetOfClaim).Add(budget);
            }
        }

        _state = (int)State.Open;
        Settle(in use);
    }

    /// <summary>Settles the call with its actual usage.</summary>
    public void Settle(in BudgetUse use)
    {
        if (Interlocked.CompareExchange(ref _state, (int)State.Settling, (int)State.Open) is not (int)State.Open)
        {
            return;
        }

        _budgets.Forget(this);
        SetActual(Hold, _budgetOfClaim, in use);
        SetActual(_runHold, _budgetOfRunClaim, in use);
        if (use is { HasUsage: true, IsBroken: false, OutputTokens: > 0 })
        {
            _budgets.Experience.Add(_facts.Provider, _facts.Model, _facts.Feature, use.OutputTokens);
        }

        RunCounters.Settle(_runHold);
        for (var i = 0; i < _runHold.Count; i++)
        {
            ReportOvershoot(_runHold[i], _budgetOfRunClaim[i], in use, _runHold[i].Granted, cause: null);
        }

        if (Hold.Count is 0)
        {
            _budgets.Return(this);
            return;
        }

        _use = use;
        _budgets.Settle(this, use.IsBilled);
    }

    /// <summary>Reports the cost beyond the reserved amount, after the store has settled the call.</summary>
    public void ReportOvershoot()
    {
        for (var i = 0; i < Hold.Count; i++)
        {
            var claim = Hold[i];
            var (reserved, cause) = IsOnAllowance ? (claim.Granted, "outage")
                : claim.Maximum is 0 ? (0, null)
                : claim.State switch
                {
                    BudgetClaimState.Expired => (claim.Floor, "expired"),

                    // The store granted the reservation, but has lost it since then.
                    BudgetClaimState.None => (0, "failover"),
                    _ => (claim.Granted, (string?)null),
                };
            ReportOvershoot(claim, _budgetOfClaim[i], in _use, reserved, cause);
        }
    }

    /// <summary>Adds the state of all limits to a watch.</summary>
    public void AddTo(BudgetWatch watch)
    {
        for (var i = 0; i < Hold.Count + _runHold.Count; i++)
        {
            var claim = i < Hold.Count ? Hold[i] : _runHold[i - Hold.Count];
            if (!claim.Counter.IsShadow && !IsOnAllowance)
            {
                watch.Add(claim);
            }
        }
    }

    /// <summary>Transfers the reservation to another owner, which settles it.</summary>
    public void PassTo(object owner) => _owner.SetTarget(owner);

    /// <summary>Returns the exception of a response that was cut off.</summary>
    public BudgetExceededException CutOff() => _cutOff!;

    /// <summary>Clears the object, so that it can be reused for another call.</summary>
    public void Reset()
    {
        _matched.Clear();
        _budgetOfClaim.Clear();
        _budgetOfRunClaim.Clear();
        _owner.SetTarget(null!);
        (_need, _facts, _use, _cutOff) = (default, default, default, null);
        (OutputCap, StrictOutput, IsCapped, WrapsUp, GrantedOutput, OnCut) = (null, null, false, false, 0, default);
        (IsOnAllowance, IsUncertain) = (false, false);
        _state = (int)State.Closed;
    }

    private static long ChunkOf(long outputTokens) => long.Clamp(outputTokens / 4, 256, 4_096);

    /// <summary>Adds the claims of all budgets.</summary>
    /// <returns>True if anything must be reserved in the store.</returns>
    /// <exception cref="BudgetExceededException">A budget refuses the call without asking the store.</exception>
    private bool Prepare()
    {
        var now = _budgets.Now;
        Hold.Begin(now, _budgets.Lease);
        _runHold.Begin(now, _budgets.Lease);
        _budgetOfClaim.Clear();
        _budgetOfRunClaim.Clear();
        foreach (var budget in _matched)
        {
            BudgetCounter[]? counters;
            if (budget.IsOfRun)
            {
                counters = RunOf(budget).CountersOf(budget);
            }
            else if ((counters = budget.CountersOf(in _facts, now, out var isMissing)) is null || isMissing)
            {
                _budgets.Metrics.MissingScope(budget.Name);
                if (counters is null && budget.Options.OnMissing is MissingScopeAction.Refuse)
                {
                    RefuseUnlessShadow(budget, BudgetExceededReason.MissingScope, BudgetUnit.None, default);
                }
            }

            foreach (var counter in counters ?? [])
            {
                Add(budget, counter);
            }
        }

        return Hold.Count > 0;
    }

    private static CostRun RunOf(Budget budget)
    {
        for (var run = CostRun.Current!; ; run = run.Outer)
        {
            if (run.Budget == budget || run.Outer is null)
            {
                return run;
            }
        }
    }

    private void Add(Budget budget, BudgetCounter counter)
    {
        var need = _need;
        if (counter.Unit is BudgetUnit.Usd && !need.IsPriced && !budget.IsObserved)
        {
            _budgets.Metrics.Unpriced(budget.Name);
            switch (budget.OnUnpriced)
            {
                case UnpricedAction.Refuse:
                    RefuseUnlessShadow(budget, BudgetExceededReason.Unpriced, BudgetUnit.Usd, counter);
                    break;
                case UnpricedAction.Assume:
                    need = need.At(budget.Options.AssumedInput ?? 0, budget.Options.AssumedOutput ?? 0);
                    break;
                default:
                    _budgets.Log.UnpricedAllowed(budget.Name, _facts.Model, _facts.Provider);
                    break;
            }
        }

        var (minimum, maximum, floor) = AmountsOf(budget, counter.Unit, in need);
        if (budget.IsOfRequest)
        {
            if (minimum > counter.Limit)
            {
                RefuseUnlessShadow(budget, BudgetExceededReason.TooLarge, counter.Unit, counter, requested: minimum);
            }

            return;
        }

        (budget.IsOfRun ? _runHold : Hold).Add(counter, minimum, maximum, floor);
        (budget.IsOfRun ? _budgetOfRunClaim : _budgetOfClaim).Add(budget);
    }

    private static (long Minimum, long Maximum, long Floor) AmountsOf(Budget budget, BudgetUnit unit, in BudgetNeed need)
    {
        if (unit is BudgetUnit.Concurrent)
        {
            return (1, 1, 0);
        }

        if (unit is BudgetUnit.Requests)
        {
            return (1, 1, 1);
        }

        if (budget.IsObserved)
        {
            // The minimum is the smallest possible amount, so that the call is refused only if the limit is spent.
            return (1, 1, 0);
        }

        var output = need.HasOutput ? OutputOf(budget, in need) : 0;
        var least = budget.Options.OnCapped is CappedAction.Throw ? output : long.Min(output, MinOutputOf(budget, in need));
        return unit switch
        {
            BudgetUnit.Usd => (
                Sum(need.InputCost, need.OutputCost(least)), Sum(need.InputCost, need.OutputCost(output)), need.InputCost),
            BudgetUnit.Tokens => (Sum(need.InputTokens, least), Sum(need.InputTokens, output), need.InputTokens),
            BudgetUnit.InputTokens => (need.InputTokens, need.InputTokens, need.InputTokens),
            _ => (least, output, 0),
        };
    }

    /// <summary>Returns the output to reserve, in tokens.</summary>
    private static long OutputOf(Budget budget, in BudgetNeed need)
    {
        var unlimited = budget.IsStrict ? budget.Options.DefaultOutputTokens
            : need.ExpectedOutput ?? budget.Options.DefaultOutputTokens;
        return budget.IsStrict ? need.OutputLimit ?? unlimited : long.Min(need.OutputLimit ?? long.MaxValue, unlimited);
    }

    private static long MinOutputOf(Budget budget, in BudgetNeed need) => long.Min(
        need.OutputLimit ?? long.MaxValue,
        budget.Options.MinOutputTokens ?? (need.Reasons ? MinOutputOfReasoning : MinOutput));

    private static long Sum(long one, long other) => long.Min(one + other, BudgetAmount.Max);

    private void ReserveInRun()
    {
        if (_runHold.Count > 0 && !RunCounters.TryReserve(_runHold))
        {
            throw Counted(Refusal(_runHold, _budgetOfRunClaim, _budgets.Now));
        }
    }

    private void ReleaseRun()
    {
        if (_runHold.Count > 0)
        {
            RunCounters.Settle(_runHold);
        }
    }

    /// <summary>Waits until the store grants the reservation, for at most the time that the refusing budgets allow.</summary>
    private async ValueTask WaitOrRefuseAsync(DateTimeOffset now, CancellationToken cancellationToken)
    {
        var refusal = Refusal(Hold, _budgetOfClaim, now);
        if (!refusal.IsTransient || Waiting() is not { } budget)
        {
            throw Counted(refusal);
        }

        var granted = await _budgets.WaitAsync(
            budget,
            refusal.RetryAfter,
            async token =>
            {
                Prepare();
                ReserveInRun();
                var reply = await _budgets.ReserveAsync(this, token);
                if (reply.Verdict is BudgetVerdict.Granted)
                {
                    return (true, null);
                }

                ReleaseRun();
                refusal = Refusal(Hold, _budgetOfClaim, reply.Now);
                return (false, refusal.IsTransient ? refusal.RetryAfter : TimeSpan.MaxValue);
            },
            cancellationToken);
        if (!granted)
        {
            throw Counted(refusal);
        }
    }

    /// <summary>
    /// Returns the refusing budget with the shortest <see cref="BudgetOptions.MaxWait"/>, or <see langword="null"/> if at least
    /// one refusing budget does not let calls wait.
    /// </summary>
    private Budget? Waiting()
    {
        Budget? waiting = null;
        for (var i = 0; i < Hold.Count; i++)
        {
            if (!Hold[i].IsOver || Hold[i].Counter.IsShadow)
            {
                continue;
            }

            if (_budgetOfClaim[i].Options.MaxWait <= TimeSpan.Zero)
            {
                return null;
            }

            if (waiting is null || _budgetOfClaim[i].Options.MaxWait < waiting.Options.MaxWait)
            {
                waiting = _budgetOfClaim[i];
            }
        }

        return waiting;
    }

    /// <summary>Derives the limits of the request from the granted amounts.</summary>
    private void Accept()
    {
        GrantedOutput = long.MaxValue;
        Accept(Hold, _budgetOfClaim);
        Accept(_runHold, _budgetOfRunClaim);
        StrictOutput = OutputCap;
        if (OutputCap is { } cap && _need.OutputLimit is { } limit && cap >= limit)
        {
            (StrictOutput, OutputCap) = (limit, null);
        }
    }

    private void Accept(BudgetHold hold, List<Budget> budgets)
    {
        var (decision, reason) = (BudgetDecision.None, BudgetExceededReason.None);
        for (var i = 0; i < hold.Count; i++)
        {
            var (claim, budget) = (hold[i], budgets[i]);
            claim.Counter.Remember(claim);
            if (!claim.IsOver && !IsOnAllowance && !budget.IsOfRun)
            {
                _budgets.Admitted(claim);
            }

            if (budget.Options.Mode is not BudgetMode.Observe)
            {
                var one = claim.IsOver ? BudgetDecision.Refused : Accept(claim, budget);
                if (one > decision)
                {
                    (decision, reason) = (one, claim.IsOver ? ReasonOf(claim, budget) : BudgetExceededReason.None);
                }
            }

            // A budget with several limits makes one decision for all of them. Its claims are adjacent.
            if (decision is not BudgetDecision.None && (i + 1 == hold.Count || budgets[i + 1] != budget))
            {
                _budgets.Decided(budget, decision, reason);
                (decision, reason) = (BudgetDecision.None, BudgetExceededReason.None);
            }
        }
    }

    /// <summary>Applies one claim to the limits of the request.</summary>
    private BudgetDecision Accept(BudgetClaim claim, Budget budget)
    {
        var decision = BudgetDecision.Admitted;
        if (OutputGrantedBy(claim, budget) is { } tokens && _need.HasOutput && !budget.IsShadow)
        {
            GrantedOutput = long.Min(GrantedOutput, tokens);
            OnCut = budget.Options.OnCut > OnCut ? budget.Options.OnCut : OnCut;
            if (budget.IsStrict)
            {
                OutputCap = long.Min(OutputCap ?? long.MaxValue, tokens);
                if (tokens < (_need.OutputLimit ?? budget.Options.DefaultOutputTokens))
                {
                    (decision, IsCapped) = (BudgetDecision.Capped, true);
                }
            }
        }

        if (budget.Options.WrapUpAt is { } wrapUp && claim.Counter.Utilization >= wrapUp)
        {
            (decision, WrapsUp) = (BudgetDecision.WrappedUp, WrapsUp || !budget.IsShadow);
        }

        return decision;
    }

    private long? OutputGrantedBy(BudgetClaim claim, Budget budget) => budget.IsObserved ? null : claim.Counter.Unit switch
    {
        BudgetUnit.Usd when _need.IsPriced && _need.OutputRate > 0 => _need.OutputFor(claim.Granted - _need.InputCost),
        BudgetUnit.Tokens => claim.Granted - _need.InputTokens,
        BudgetUnit.OutputTokens => claim.Granted,
        _ => null,
    };

    private bool HasExtension(BudgetHold hold, List<Budget> budgets, long tokens)
    {
        var hasAny = false;
        for (var i = 0; i < hold.Count; i++)
        {
            hold[i].Extension = budgets[i].IsObserved ? 0 : hold[i].Counter.Unit switch
            {
                BudgetUnit.Usd => _need.OutputCost(tokens),
                BudgetUnit.Tokens or BudgetUnit.OutputTokens => tokens,
                _ => 0,
            };
            hasAny |= hold[i].Extension > 0;
        }

        return hasAny;
    }

    private bool Cut(BudgetHold hold, List<Budget> budgets)
    {
        for (var i = 0; i < hold.Count; i++)
        {
            if (hold[i].IsOver && !hold[i].Counter.IsShadow)
            {
                _cutOff = Refusal(budgets[i], hold[i], BudgetExceededReason.CutOff, _budgets.Now, Others(hold, budgets, i));
                _budgets.Decided(budgets[i], BudgetDecision.CutOff, BudgetExceededReason.CutOff);
                return false;
            }
        }

        // The store did not respond. The streamed response continues, and the settlement corrects the counters.
        return true;
    }

    private void SetActual(BudgetHold hold, List<Budget> budgets, in BudgetUse use)
    {
        for (var i = 0; i < hold.Count; i++)
        {
            var claim = hold[i];
            claim.Actual = ActualOf(claim, budgets[i], in use);
            if (use.IsBilled && claim.Granted > 0 && claim.Counter.Unit is not BudgetUnit.Concurrent && !budgets[i].IsObserved)
            {
                _budgets.Metrics.Estimate(
                    _facts.Model, BudgetAmount.NameOf(claim.Counter.Unit), (double)claim.Actual / claim.Granted);
            }
        }
    }

    private long ActualOf(BudgetClaim claim, Budget budget, in BudgetUse use)
    {
        if (claim.Counter.Unit is BudgetUnit.Concurrent || !use.IsBilled)
        {
            return 0;
        }

        if (claim.Counter.Unit is BudgetUnit.Requests)
        {
            return 1;
        }

        long? actual = claim.Counter.Unit switch
        {
            BudgetUnit.Usd when use.Cost is { } cost => BudgetAmount.OfUsd(cost),
            BudgetUnit.Usd when use.HasUsage && budget.OnUnpriced is UnpricedAction.Assume => AssumedCost(budget, in use),
            BudgetUnit.Usd when !_need.IsPriced => 0,
            BudgetUnit.Usd => null,
            _ when !use.HasUsage => null,
            BudgetUnit.Tokens => Sum(use.InputTokens, use.OutputTokens),
            BudgetUnit.InputTokens => use.InputTokens,
            _ => use.OutputTokens,
        };
        return actual is { } known ? use.IsBroken ? long.Max(known, claim.Floor) : known
            : use.IsBroken ? claim.Floor
            : claim.Granted;
    }

    private static long AssumedCost(Budget budget, in BudgetUse use)
    {
        var need = new BudgetNeed { InputTokens = use.InputTokens }
            .At(budget.Options.AssumedInput ?? 0, budget.Options.AssumedOutput ?? 0);
        return Sum(need.InputCost, need.OutputCost(use.OutputTokens));
    }

    private void ReportOvershoot(BudgetClaim claim, Budget budget, in BudgetUse use, long reserved, string? cause)
    {
        // A budget without reservations has no reserved amount that could be exceeded.
        if (claim.Counter.Unit is BudgetUnit.Usd && claim.Actual > reserved && !budget.IsShadow && !budget.IsObserved)
        {
            var over = claim.Actual - reserved;
            cause ??= OutputCap is { } cap && use.OutputTokens > cap ? "cap_ignored"
                : use.HasFees ? "hosted_tools"
                : use.InputTokens > _need.InputTokens ? "input"
                : use.OutputTokens > GrantedOutput ? "output"
                : "tier";
            _budgets.Metrics.Overshoot(claim.Counter.Budget, cause, (double)BudgetAmount.ForPeople(BudgetUnit.Usd, over));
        }
    }

    private void RefuseUnlessShadow(
        Budget budget, BudgetExceededReason reason, BudgetUnit unit, BudgetCounter? counter, long requested = 0)
    {
        if (budget.IsShadow)
        {
            _budgets.Decided(budget, BudgetDecision.Refused, reason);
            return;
        }

        var claim = new BudgetClaim();
        counter ??= new BudgetCounter { Budget = budget.Name, Unit = unit, WindowStart = default, Limit = 0 };
        claim.Set(counter, requested, requested, floor: 0);
        throw Counted(Refusal(budget, claim, reason, _budgets.Now, []));
    }

    /// <summary>Counts a refusal that the caller receives. A call that waits is counted only if the wait fails.</summary>
    private BudgetExceededException Counted(BudgetExceededException refusal)
    {
        if (_matched.Find(budget => budget.Name == refusal.Budget) is { } budget)
        {
            _budgets.Decided(budget, BudgetDecision.Refused, refusal.Reason);
            for (var i = 0; refusal.Reason is BudgetExceededReason.Exhausted && i < Hold.Count; i++)
            {
                if (_budgetOfClaim[i] == budget && Hold[i].Counter.Unit == refusal.Unit)
                {
                    _budgets.Exceeded(Hold[i]);
                }
            }
        }

        return refusal;
    }

    private BudgetExceededException Refusal(BudgetHold hold, List<Budget> budgets, DateTimeOffset now)
    {
        var first = -1;
        for (var i = 0; i < hold.Count; i++)
        {
            if (hold[i].IsOver
                && !hold[i].Counter.IsShadow
                && (first < 0 || IsHarder(ReasonOf(hold[i], budgets[i]), ReasonOf(hold[first], budgets[first]))))
            {
                first = i;
            }
        }

        if (first < 0)
        {
            return Refusal(budgets[0], hold[0], BudgetExceededReason.StoreUnavailable, now, []);
        }

        return Refusal(budgets[first], hold[first], ReasonOf(hold[first], budgets[first]), now, Others(hold, budgets, first));
    }

    /// <summary>
    /// Returns true if a retry is less likely to succeed after a refusal with the reason <paramref name="one"/> than after one
    /// with the reason <paramref name="other"/>.
    /// </summary>
    private static bool IsHarder(BudgetExceededReason one, BudgetExceededReason other) => RankOf(one) > RankOf(other);

    private static int RankOf(BudgetExceededReason reason) => reason switch
    {
        BudgetExceededReason.TooLarge => 3,
        BudgetExceededReason.Exhausted => 2,
        BudgetExceededReason.InFlight => 1,
        _ => 0,
    };

    private static List<string> Others(BudgetHold hold, List<Budget> budgets, int except)
    {
        List<string> others = [];
        for (var i = 0; i < hold.Count; i++)
        {
            if (hold[i].IsOver && !hold[i].Counter.IsShadow && budgets[i] != budgets[except] && !others.Contains(budgets[i].Name))
            {
                others.Add(budgets[i].Name);
            }
        }

        return others;
    }

    private BudgetExceededReason ReasonOf(BudgetClaim claim, Budget budget) =>
        IsOnAllowance ? BudgetExceededReason.StoreUnavailable
        : claim.Minimum > claim.Limit ? BudgetExceededReason.TooLarge
        : claim.Counter.Unit is BudgetUnit.Concurrent || claim.Spent + claim.Minimum <= claim.Limit
            ? BudgetExceededReason.InFlight
        : budget.IsRolling || budget.Options.Window is "Minute" ? BudgetExceededReason.RateLimited
        : BudgetExceededReason.Exhausted;

    private BudgetExceededException Refusal(
        Budget budget, BudgetClaim claim, BudgetExceededReason reason, DateTimeOffset now, IReadOnlyList<string> others)
    {
        var unit = claim.Counter.Unit;
        var resetsAt = budget.IsOfRun || budget.IsOfRequest ? null : claim.Counter.WindowEnd;
        var retryAfter = reason switch
        {
            BudgetExceededReason.RateLimited => claim.RetryAfter ?? resetsAt - now,
            BudgetExceededReason.InFlight => TimeSpan.FromSeconds(1),
            BudgetExceededReason.StoreUnavailable => BudgetStoreGuard.RetryInterval,
            _ => (TimeSpan?)null,
        };
        return new BudgetExceededException(
            BudgetMessages.Of(budget, claim, reason, resetsAt, retryAfter, _facts.Model, _facts.Provider, others))
        {
            Budget = budget.Name,
            Scope = Budget.ValuesIn(claim.Counter.Scope),
            Unit = unit,
            Limit = BudgetAmount.ForPeople(unit, claim.Limit),
            Spent = BudgetAmount.ForPeople(unit, claim.Spent),
            Reserved = BudgetAmount.ForPeople(unit, claim.Reserved),
            Requested = BudgetAmount.ForPeople(unit, claim.Minimum),
            ResetsAt = resetsAt,
            RetryAfter = retryAfter,
            Reason = reason,
            AlsoExceeded = others,
        };
    }
}
