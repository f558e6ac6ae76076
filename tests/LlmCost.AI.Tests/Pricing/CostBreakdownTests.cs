namespace LlmCost.AI.Tests;

public sealed class CostBreakdownTests
{
    /// <summary>The cost of each class is a different power of ten, so that a sum shows which classes were added.</summary>
    private static readonly CostBreakdown s_all = Powers(1);

    [Fact]
    public void Total_IncludesEveryClassOnce() => Assert.Equal(1_111_111_111_111, s_all.Total);

    [Theory]
    [InlineData(TokenClass.Input, 1)]
    [InlineData(TokenClass.InputCacheRead, 10)]
    [InlineData(TokenClass.InputCacheWrite, 100)]
    [InlineData(TokenClass.InputAudio, 1_000)]
    [InlineData(TokenClass.InputImage, 10_000)]
    [InlineData(TokenClass.InputVideo, 100_000)]
    [InlineData(TokenClass.Output, 1_000_000)]
    [InlineData(TokenClass.OutputReasoning, 10_000_000)]
    [InlineData(TokenClass.OutputAudio, 100_000_000)]
    [InlineData(TokenClass.OutputImage, 1_000_000_000)]
    [InlineData(TokenClass.OutputVideo, 10_000_000_000)]
    [InlineData(TokenClass.Fee, 100_000_000_000)]
    [InlineData(TokenClass.Unallocated, 1_000_000_000_000)]
    [InlineData((TokenClass)(-1), 0)]
    [InlineData((TokenClass)13, 0)]
    public void Indexer_OfAClass_IsItsCost(TokenClass tokenClass, long cost) => Assert.Equal(cost, s_all[tokenClass]);

    [Fact]
    public void Equals_EqualAmountsWithOtherDecimals_IsTrue()
    {
        var (one, other) = (new CostBreakdown { Input = 1.5m, Fee = 2 }, new CostBreakdown { Input = 1.500m, Fee = 2.0m });

        Assert.Equal(one, other);
        Assert.Equal(one.GetHashCode(), other.GetHashCode());
        Assert.True(one == other);
    }

    [Theory]
    [MemberData(nameof(Classes))]
    public void Equals_AnotherAmountOfOneClass_IsFalse(TokenClass tokenClass)
    {
        var other = Enum.GetValues<TokenClass>().Select(each => each == tokenClass ? s_all[each] + 1 : s_all[each]).ToArray();

        Assert.NotEqual(s_all, Of(other));
        Assert.NotEqual(s_all.GetHashCode(), Of(other).GetHashCode());
        Assert.Equal(s_all, Of([.. Enum.GetValues<TokenClass>().Select(each => s_all[each])]));
    }

    public static TheoryData<TokenClass> Classes => [.. Enum.GetValues<TokenClass>()];

    private static CostBreakdown Of(decimal[] amounts)
    {
        var copy = default(TokenClassAmounts);
        amounts.CopyTo(copy);
        return new CostBreakdown(in copy);
    }

    private static CostBreakdown Powers(decimal times) => new()
    {
        Input = times,
        InputCacheRead = times * 10,
        InputCacheWrite = times * 100,
        InputAudio = times * 1_000,
        InputImage = times * 10_000,
        InputVideo = times * 100_000,
        Output = times * 1_000_000,
        OutputReasoning = times * 10_000_000,
        OutputAudio = times * 100_000_000,
        OutputImage = times * 1_000_000_000,
        OutputVideo = times * 10_000_000_000,
        Fee = times * 100_000_000_000,
        Unallocated = times * 1_000_000_000_000,
    };
}
