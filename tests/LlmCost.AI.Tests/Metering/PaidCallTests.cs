using Microsoft.Extensions.AI;

namespace LlmCost.AI.Tests;

public sealed class PaidCallTests : IDisposable
{
    private static readonly PaidCall s_rerank = new()
    {
        OperationName = "rerank",
        ProviderName = "cohere",
        Model = "rerank-v3.5",
        Quantities = [new BillableQuantity { Unit = BillableUnit.Rerank, Quantity = 3 }],
    };

    private static readonly PaidCall s_chat = new()
    {
        OperationName = "chat",
        ProviderName = "openai",
        Model = "gpt-4o",
        UsageDetails = new UsageDetails { InputTokenCount = 1_000, CachedInputTokenCount = 400, OutputTokenCount = 100 },
    };

    private readonly TestMeter _meter = new();

    public void Dispose() => _meter.Dispose();

    [Fact]
    public void Record_QuantitiesOfAReranker_AreBilledPerUnit()
    {
        var cost = _meter.Meter.Record(s_rerank);

        Assert.Equal((3 * 2m / 1_000, 1, 0), (cost.Total, cost.Calls, cost.UnpricedCalls));
        var charge = Assert.Single(_meter.Record.Charges);
        Assert.Equal(("rerank", 3, 2m, 1_000, 0.006m), (charge.Unit, charge.Quantity, charge.UnitPrice, charge.Per, charge.Cost));
    }

    [Fact]
    public void Record_OverlappingCounts_AreMadeDisjoint()
    {
        var cost = _meter.Meter.Record(s_chat);

        Assert.Equal(new TokenUsage { Input = 600, InputCacheRead = 400, Output = 100 }, cost.Usage);
        Assert.Equal((600 * 2.5m + 400 * 1.25m + 100 * 10m) / 1_000_000, cost.Total);
    }

    [Fact]
    public void Record_BatchCall_HasThePriceOfTheBatchTier()
    {
        var cost = _meter.Meter.Record(s_chat with { ServedAs = new ServedAs { ServiceTier = "batch" } });

        // The batch rates are half of the standard rates. The cache has no batch rate.
        Assert.Equal((600 * 1.25m + 400 * 1.25m + 100 * 5m) / 1_000_000, cost.Total);
    }

    [Fact]
    public void Record_AppearsInMetrics_Logs_Tallies_AndObservers()
    {
        using var money = _meter.Collect<double>("llmcost.usage.cost");
        using var tally = CostTally.Begin();
        using (CostScope.Begin(feature: "search", ("team", "shop")))
        {
            _meter.Meter.Record(s_rerank with { Account = "project-1", ResponseId = "r-1", Duration = TimeSpan.FromSeconds(2) });
        }

        Assert.Equal(0.006, Assert.Single(money.GetMeasurementSnapshot(), point => point.Value > 0).Value);
        Assert.Equal(0.006m, tally.Cost);
        Assert.Contains("rerank", Assert.Single(_meter.Logs.GetSnapshot()).Message, StringComparison.Ordinal);
        var record = _meter.Record;
        Assert.Equal(
            ("rerank", "cohere", "project-1", "r-1", "search"),
            (record.OperationName, record.ProviderName, record.Account, record.ResponseId, record.Feature));
        Assert.Equal([KeyValuePair.Create("team", "shop")], record.Tags);
        Assert.Equal(
            (TimeSpan.FromSeconds(2), CallOutcome.Completed, _meter.Time.GetUtcNow()),
            (record.Duration, record.Outcome, record.Timestamp));
    }

    [Fact]
    public void Record_WithoutUsage_IsCountedAndUnpriced()
    {
        var cost = _meter.Meter.Record(s_rerank with { Quantities = [] });

        Assert.Equal((null, 1, 1), (cost.Total, cost.Calls, cost.UnpricedCalls));
        Assert.Equal(
            (UsageSource.Missing, UnpricedReason.MissingUsage), (_meter.Record.UsageSource, _meter.Record.UnpricedReason));
    }

    [Fact]
    public void Record_ReportedCost_ReplacesTheComputedCost()
    {
        Assert.Equal(0.5m, _meter.Meter.Record(s_chat with { ReportedCost = 0.5m }).Total);
        Assert.Equal((0.5m, PriceSource.Provider), (_meter.Record.Charges.Sum(charge => charge.Cost), _meter.Record.PriceSource));
    }

    [Theory]
    [InlineData(-1, UsageAnomalies.NegativeCount)]
    [InlineData(1_000_001, UsageAnomalies.ImplausibleCount)]
    public void Record_ImplausibleReportedCost_IsAnAnomaly_AndIgnored(int reported, UsageAnomalies anomaly)
    {
        var cost = _meter.Meter.Record(s_rerank with { ReportedCost = reported });

        Assert.Equal(0.006m, cost.Total);
        Assert.Equal(anomaly, _meter.Record.Anomalies);
    }

    [Fact]
    public void Record_CallWithoutAName_IsRejected()
    {
        Assert.Throws<ArgumentNullException>(() => _meter.Meter.Record(null!));
        Assert.Throws<ArgumentException>(() => _meter.Meter.Record(s_chat with { OperationName = " " }));
        Assert.Throws<ArgumentException>(() => _meter.Meter.Record(s_chat with { ProviderName = " " }));
        Assert.Throws<ArgumentException>(() => _meter.Meter.Record(s_chat with { Model = " " }));
    }
}
