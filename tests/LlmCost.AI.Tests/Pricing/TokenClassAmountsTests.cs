namespace LlmCost.AI.Tests;

public sealed class TokenClassAmountsTests
{
    [Fact]
    public void Total_IncludesEveryClassOnce() => Assert.Equal(1_111_111_111_111, Powers(1).Total);

    [Fact]
    public void Total_AmountsThatCancelOut_IsZero()
    {
        var amounts = default(TokenClassAmounts);
        (amounts[0], amounts[12]) = (-1.5m, 1.5m);

        Assert.Equal(0, amounts.Total);
    }

    [Fact]
    public void Scale_EveryClass_IsMultiplied()
    {
        var amounts = Powers(1);

        amounts.Scale(0.3m);

        Assert.Equal(Powers(0.3m), amounts);
    }

    /// <summary>The amount of each class is a different power of ten, so that a sum shows which classes were added.</summary>
    private static TokenClassAmounts Powers(decimal first)
    {
        var amounts = default(TokenClassAmounts);
        foreach (ref var amount in (Span<decimal>)amounts)
        {
            (amount, first) = (first, first * 10);
        }

        return amounts;
    }
}
