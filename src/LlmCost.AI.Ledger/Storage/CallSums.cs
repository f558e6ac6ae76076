namespace LlmCost.AI;

/// <summary>The sums of a group of calls or charges. An amount is null if it is unknown for all calls.</summary>
internal sealed class CallSums
{
    public long Calls;
    public long Duration;
    public long InputTokens;
    public long OutputTokens;
    public decimal Quantity;
    public decimal? Cost;
    public decimal? ListCost;
    public decimal CrossingCost;

    /// <summary>Adds a call.</summary>
    public void Add(LedgerCall call)
    {
        Calls++;
        Duration += call.Duration.Ticks / TimeSpan.TicksPerMicrosecond;
        InputTokens += call.InputTokens;
        OutputTokens += call.OutputTokens;
        Add(call.Cost, call.ListCost);
        if (LedgerTime.DayOf(call.Timestamp) != LedgerTime.DayOf(call.Timestamp + call.Duration))
        {
            CrossingCost += call.Cost ?? 0;
        }
    }

    /// <summary>Adds a charge.</summary>
    public void Add(LedgerCharge charge)
    {
        Calls++;
        Quantity += charge.Quantity;
        Add(charge.Cost, charge.ListCost);
    }

    private void Add(decimal? cost, decimal? listCost)
    {
        Cost = cost is { } amount ? (Cost ?? 0) + amount : Cost;
        ListCost = listCost is { } listAmount ? (ListCost ?? 0) + listAmount : ListCost;
    }
}
