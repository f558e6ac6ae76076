namespace LlmCost.AI;

/// <summary>The cost of several calls. A mutable value; its owner locks.</summary>
internal struct CallSum
{
    private decimal _cost;

    public long Calls { get; private set; }

    public long UnpricedCalls { get; private set; }

    /// <summary>The sum in USD, or <see langword="null"/> where no call has a known cost.</summary>
    public readonly decimal? Cost => UnpricedCalls > 0 && UnpricedCalls == Calls ? null : _cost;

    public void Add(in CostRecord record)
    {
        Calls++;
        if (record.Cost is { } cost)
        {
            _cost += cost.Total;
        }
        else if (record.UnpricedReason is not UnpricedReason.None || record.IsProvisioned)
        {
            UnpricedCalls++;
        }
    }
}
