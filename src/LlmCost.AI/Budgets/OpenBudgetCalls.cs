namespace LlmCost.AI;

/// <summary>Renews the reservations of the calls in progress with one timer, and releases those of calls that are gone.</summary>
internal sealed class OpenBudgetCalls : IDisposable
{
    private const int Stripes = 16;

    private readonly CostBudgets _budgets;
    private readonly BudgetStoreGuard _guard;
    private readonly HashSet<BudgetCall>[] _calls = [.. Enumerable.Range(0, Stripes).Select(_ => new HashSet<BudgetCall>())];
    private readonly ITimer _timer;

    public OpenBudgetCalls(CostBudgets budgets, BudgetStoreGuard guard, TimeProvider timeProvider)
    {
        (_budgets, _guard) = (budgets, guard);
        _timer = timeProvider.CreateTimer(_ => _ = RenewAsync(), state: null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Adds a call. It stays in the set while its object is reused, so that most calls find themselves there.</summary>
    public void Add(BudgetCall call)
    {
        if (call.IsTracked)
        {
            return;
        }

        call.IsTracked = true;
        var calls = _calls[(uint)call.GetHashCode() % Stripes];
        lock (calls)
        {
            calls.Add(call);
        }

        var interval = _budgets.Lease / 4;
        _timer.Change(interval, interval);
    }

    public void Dispose() => _timer.Dispose();

    private async Task RenewAsync()
    {
        try
        {
            List<BudgetHold> holds = [];
            foreach (var calls in _calls)
            {
                BudgetCall[] all;
                lock (calls)
                {
                    all = [.. calls];
                }

                foreach (var call in all)
                {
                    if (call.IsLost)
                    {
                        // Its stream was neither read to its end nor disposed. What it cost is unknown.
                        _budgets.Metrics.Reservation("expired");
                        call.Settle(new BudgetUse { IsBilled = true, IsBroken = true });
                    }
                    else if (call.IsOpen)
                    {
                        holds.Add(call.Hold);
                    }
                }
            }

            if (holds.Count > 0)
            {
                await _guard.RenewAsync(holds);
            }
        }
        catch (Exception e)
        {
            _budgets.Failed("renew", e);
        }
    }
}
