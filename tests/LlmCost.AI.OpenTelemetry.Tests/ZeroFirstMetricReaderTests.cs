using Microsoft.Extensions.AI;
using OpenTelemetry;
using OpenTelemetry.Metrics;

namespace LlmCost.AI.Tests;

public sealed class ZeroFirstMetricReaderTests
{
    private readonly CostMeter _meter = new(new CostMeteringOptions { SemanticConventions = GenAIMetricConventions.None });
    private readonly List<(DateTimeOffset Time, long Calls, double Cost)> _exports = [];

    [Fact]
    public async Task Flush_NewSeries_ExportsZeroThenTheValueAtLaterMilliseconds()
    {
        using var provider = Provider();
        await CallAsync();

        provider.ForceFlush();

        Assert.Equal([(0L, 0d), (1L, 0.0035)], _exports.Select(export => (export.Calls, export.Cost)));
        Assert.True(_exports[1].Time.ToUnixTimeMilliseconds() > _exports[0].Time.ToUnixTimeMilliseconds());
    }

    [Fact]
    public async Task Flush_KnownSeries_ExportsOnce()
    {
        using var provider = Provider();
        await CallAsync();
        provider.ForceFlush();
        await CallAsync();

        provider.ForceFlush();

        Assert.Equal([0L, 1L, 2L], _exports.Select(export => export.Calls));
    }

    [Fact]
    public async Task Dispose_ValuesStillHeld_AreExported()
    {
        using (Provider())
        {
            await CallAsync();
        }

        Assert.Equal([0L, 1L], _exports.Select(export => export.Calls));
    }

    [Fact]
    public async Task CallsAfterDisposal_Succeed()
    {
        Provider().Dispose();

        await CallAsync();

        Assert.DoesNotContain(_exports, export => export.Calls > 0);
    }

    private MeterProvider Provider() => Sdk.CreateMeterProviderBuilder()
        .AddLlmCostInstrumentation()
        .AddReader(new ZeroFirstMetricReader(new Collecting(this), _meter, Timeout.Infinite, 10_000))
        .Build();

    private async Task CallAsync() =>
        await new TestChatClient().AsBuilder().UseCostMetering(_meter).Build()
            .GetResponseAsync("hi", cancellationToken: TestContext.Current.CancellationToken);

    /// <summary>Records the sums of each export.</summary>
    private sealed class Collecting(ZeroFirstMetricReaderTests test) : BaseExporter<Metric>
    {
        public override ExportResult Export(in Batch<Metric> batch)
        {
            var (time, calls, cost) = (default(DateTimeOffset), 0L, 0d);
            foreach (var metric in batch)
            {
                foreach (ref readonly var point in metric.GetMetricPoints())
                {
                    time = point.EndTime;
                    calls += metric.Name is "llmcost.calls" ? point.GetSumLong() : 0;
                    cost += metric.Name is "llmcost.usage.cost" ? point.GetSumDouble() : 0;
                }
            }

            test._exports.Add((time, calls, cost));
            return ExportResult.Success;
        }
    }
}
