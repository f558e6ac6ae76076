using FsCheck;
using FsCheck.Xunit;

namespace LlmCost.AI.Tests;

public sealed class CostAllocationTests
{
    private static readonly CostBreakdown s_computed = new() { Input = 0.001m, InputCacheRead = 0.002m, Output = 0.003m };

    [Fact]
    public void Allocate_NothingComputed_IsNotAllocated() =>
        Assert.Equal(new CostBreakdown { Unallocated = 0.5m }, Allocate(0.5m, default));

    [Fact]
    public void Allocate_MoreThanComputed_TheRestIsNotAllocated() =>
        Assert.Equal(s_computed with { Unallocated = 0.004m }, Allocate(0.010m, s_computed));

    [Fact]
    public void Allocate_LessThanComputed_IsADiscountInProportion() => Assert.Equal(
        new CostBreakdown { Input = 0.0005m, InputCacheRead = 0.001m, Output = 0.0015m }, Allocate(0.003m, s_computed));

    [Fact]
    public void Allocate_Zero_IsZero() => Assert.Equal(0, Allocate(0, s_computed).Total);

    [Theory]
    [InlineData(0.0000001)]
    [InlineData(0.001)]
    public void Allocate_FreeClass_StaysFree(double reported)
    {
        var computed = new CostBreakdown { InputCacheWrite = 0.000021m, OutputReasoning = 0.0070007m };

        var allocated = Allocate((decimal)reported, computed);

        Assert.Equal((decimal)reported, allocated.Total);
        Assert.Equal((0m, 0m, 0m), (allocated.Input, allocated.InputCacheRead, allocated.Output));
    }

    [Property(MaxTest = 5_000)]
    public void Allocate_AnySum_AddsUpExactlyAndIsNeverNegative(
        NonNegativeInt reported, NonNegativeInt input, NonNegativeInt cached, NonNegativeInt output)
    {
        var sum = reported.Get / 7_000_000m;
        var computed = new CostBreakdown
        {
            Input = input.Get / 1_000_000m,
            InputCacheRead = cached.Get / 3_000_000m,
            Output = output.Get / 1_000_000m,
        };

        var allocated = Allocate(sum, computed);

        Assert.Equal(sum, allocated.Total);
        Assert.All(Enum.GetValues<TokenClass>(), tokenClass => Assert.True(allocated[tokenClass] >= 0));
    }

    private static CostBreakdown Allocate(decimal reported, CostBreakdown computed)
    {
        var amounts = default(TokenClassAmounts);
        computed.Amounts.CopyTo(amounts);
        CostAllocation.Allocate(reported, ref amounts);
        return new CostBreakdown(in amounts);
    }
}
