namespace LlmCost.AI;

/// <summary>A quantity and an amount in USD of one service tier.</summary>
internal readonly record struct TierSums(decimal Quantity, decimal Amount)
{
    public TierSums Plus(decimal quantity, decimal amount) => new(Quantity + quantity, Amount + amount);
}
