namespace LlmCost.AI;

/// <summary>The sums of a group of calls or charges. Amounts that are all unknown are <see langword="null"/>.</summary>
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
}
