namespace LlmCost.AI;

/// <summary>Adds up the cost and usage of calls. A mutable struct; its owner synchronizes access.</summary>
internal struct CallSum
{
    private decimal _cost;
    private TokenUsage _usage;

    public long Calls { get; private set; }

    public long UnpricedCalls { get; private set; }

    public long PartialCalls { get; private set; }

    /// <summary>The cost in USD, or <see langword="null"/> if no call has a known cost.</summary>
    public readonly decimal? Cost => UnpricedCalls > 0 && UnpricedCalls == Calls ? null : _cost;

    public readonly TokenUsage Usage => _usage;

    /// <summary>Returns the cost of one call as a summary.</summary>
    public static CostSummary Of(in PendingRecord record)
    {
        decimal? cost = record.HasCost ? record.TotalCost : record.IsUnpriced ? null : 0;
        return new CostSummary
        {
            Total = cost,
            TotalWithoutInner = cost,
            Calls = 1,
            UnpricedCalls = record.IsUnpriced ? 1 : 0,
            PartialCalls = record.IsPartial ? 1 : 0,
            Usage = record.Usage,
        };
    }

    public void Add(in PendingRecord record)
    {
        Calls++;
        UnpricedCalls += record.IsUnpriced ? 1 : 0;
        PartialCalls += record.IsPartial ? 1 : 0;
        _cost += record.HasCost ? record.TotalCost : 0;
        _usage += record.Usage;
    }

    /// <summary>Adds the sum of other calls.</summary>
    public void Add(CostSummary summary)
    {
        Calls += summary.Calls;
        UnpricedCalls += summary.UnpricedCalls;
        PartialCalls += summary.PartialCalls;
        _cost += summary.Total ?? 0;
        _usage += summary.Usage;
    }

    public readonly CostSummary ToSummary(decimal? totalWithoutInner) => new()
    {
        Total = Cost,
        TotalWithoutInner = totalWithoutInner,
        Calls = Calls,
        UnpricedCalls = UnpricedCalls,
        PartialCalls = PartialCalls,
        Usage = Usage,
    };
}
