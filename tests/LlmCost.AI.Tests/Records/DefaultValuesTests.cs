namespace LlmCost.AI.Tests;

/// <summary>Default values cannot be mistaken for reported values.</summary>
public sealed class DefaultValuesTests
{
    [Fact]
    public void Record_WithoutUsageAndOutcome_ClaimsNeither()
    {
        var record = new CostRecord { OperationName = "chat" };

        Assert.Equal(UsageSource.Missing, record.UsageSource);
        Assert.Equal(CallOutcome.Unknown, record.Outcome);
        Assert.Equal(PriceSource.None, record.PriceSource);
        Assert.Equal(UsageAnomalies.None, record.Anomalies);
        Assert.Null(record.Cost);
    }

    [Fact]
    public void UsageSource_MoreCertain_IsGreater() => Assert.Equal(
        [UsageSource.Missing, UsageSource.Estimated, UsageSource.Requested, UsageSource.Reported], Enum.GetValues<UsageSource>());
}
