namespace LlmCost.AI;

/// <summary>
/// Renews the reservations of calls in progress with one timer, and releases the reservations of abandoned calls.
/// </summary>
internal sealed class OpenBudgetCalls : IDisposable
{
    private const int Stripes = 16;

    private readonly CostBudgets _budgets;
    private readonly BudgetStoreGuard _guard;
    private readonly HashSet<BudgetCall>[] _calls = [.. Enumerable.Range(0, Stripes).Select(_ => new HashSet<BudgetCall>())];
    private readonly ITimer _timer;
    private volatile bool _isRunning;

    public OpenBudgetCalls(CostBudgets budgets, BudgetStoreGuard guard, TimeProvider timeProvider)
    {
        (_budgets, _guard) = (budgets, guard);
        _timer = timeProvider.CreateTimer(_ => _ = RenewAsync(), state: null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Adds a call.</summary>
    public void Add(BudgetCall call)
    {
        var calls = StripeOf(call);
        lock (calls)
        {
            calls.Add(call);
        }

        if (!_isRunning)
        {
            _isRunning = true;
            var interval = _budgets.Lease / 4;
            _timer.Change(interval, interval);
        }
    }

    /// <summary>Removes a call, before it is settled.</summary>
    public void Remove(BudgetCall call)
    {
        var calls = StripeOf(call);
        lock (calls)
        {
            calls.Remove(call);
        }
    }

    public void Dispose() => _timer.Dispose();

    private HashSet<BudgetCall> StripeOf(BudgetCall call) => _calls[(uint)call.GetHashCode() % Stripes];

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
                        // The stream was neither read to its end nor disposed, so its cost is unknown.
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
