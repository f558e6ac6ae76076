namespace LlmCost.AI;

/// <summary>
/// Reserves and settles amounts in the counters of runs. These counters exist only in this process, and only as long as their
/// run.
/// </summary>
/// <remarks>
/// Thread-safe. The claims of a hold are always ordered from the innermost run to the outermost, so that locks are always taken
/// in the same order.
/// </remarks>
internal static class RunCounters
{
    /// <summary>Reserves all claims, or nothing.</summary>
    public static bool TryReserve(BudgetHold hold) => TryAdd(
        hold,
        static claim => claim.Minimum,
        static (claim, free) => claim.Counter.IsShadow ? claim.Maximum : long.Min(claim.Maximum, free));

    /// <summary>Reserves the extensions of all claims, or nothing.</summary>
    public static bool TryExtend(BudgetHold hold) =>
        TryAdd(hold, static claim => claim.Extension, static (claim, _) => claim.Extension);

    /// <summary>Replaces the reservations with the actual amounts.</summary>
    public static void Settle(BudgetHold hold)
    {
        for (var i = 0; i < hold.Count; i++)
        {
            var claim = hold[i];
            var state = StateOf(claim.Counter);
            lock (state)
            {
                state.Reserved -= claim.Granted;
                state.Spent += claim.Actual;
                claim.Granted = 0;
                Read(claim, state);
            }
        }
    }

    private static bool TryAdd(BudgetHold hold, Func<BudgetClaim, long> minimum, Func<BudgetClaim, long, long> grant)
    {
        var taken = 0;
        try
        {
            var isGranted = true;
            for (; taken < hold.Count; taken++)
            {
                var claim = hold[taken];
                var state = StateOf(claim.Counter);
                Monitor.Enter(state);
                Read(claim, state);
                claim.IsOver = claim.Limit - state.Spent - state.Reserved < minimum(claim);
                isGranted &= !claim.IsOver || claim.Counter.IsShadow;
            }

            for (var i = 0; isGranted && i < hold.Count; i++)
            {
                var claim = hold[i];
                var state = StateOf(claim.Counter);
                var granted = grant(claim, claim.Limit - state.Spent - state.Reserved);
                claim.Granted += granted;
                state.Reserved += granted;
                Read(claim, state);
            }

            return isGranted;
        }
        finally
        {
            while (taken-- > 0)
            {
                Monitor.Exit(StateOf(hold[taken].Counter));
            }
        }
    }

    private static void Read(BudgetClaim claim, State state)
    {
        (claim.Spent, claim.Reserved, claim.Limit) = (state.Spent, state.Reserved, claim.Counter.Limit);
        claim.Counter.Remember(claim);
    }

    private static State StateOf(BudgetCounter counter) => (State)(counter.StoreState ??= new State());

    private sealed class State
    {
        public long Spent { get; set; }

        public long Reserved { get; set; }
    }
}
