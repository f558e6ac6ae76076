using Microsoft.Extensions.AI;
using OpenTelemetry;
using OpenTelemetry.Metrics;

namespace LlmCost.AI.Benchmarks;

/// <summary>The same ready answers behind each pipeline that is compared.</summary>
internal sealed class Clients : IDisposable
{
    public const string TheirMeter = "Experimental.Microsoft.Extensions.AI";

    private MeterProvider? _provider;

    public Clients(int updates = 1)
    {
        Meter = new CostMeter(new CostMeteringOptions { SemanticConventions = SemanticConventions.None });
        Bare = new ReadyChatClient(updates);
        OpenTelemetry = new ReadyChatClient(updates).AsBuilder().UseOpenTelemetry().Build();
        CostMetering = new ReadyChatClient(updates).AsBuilder().UseCostMetering(Meter).Build();
        Both = new ReadyChatClient(updates).AsBuilder().UseOpenTelemetry().UseCostMetering(Meter).Build();
    }

    public CostMeter Meter { get; }

    public IChatClient Bare { get; }

    public IChatClient OpenTelemetry { get; }

    public IChatClient CostMetering { get; }

    public IChatClient Both { get; }

    /// <summary>Lets a real metrics pipeline listen to all of them.</summary>
    public void Listen() => _provider = Sdk.CreateMeterProviderBuilder()
        .AddMeter(TheirMeter)
        .AddLlmCostInstrumentation()
        .AddReader(new BaseExportingMetricReader(new NullExporter()))
        .Build();

    public void Dispose()
    {
        _provider?.Dispose();
        Both.Dispose();
        CostMetering.Dispose();
        OpenTelemetry.Dispose();
        Bare.Dispose();
        Meter.Dispose();
    }

    private sealed class NullExporter : BaseExporter<Metric>
    {
        public override ExportResult Export(in Batch<Metric> batch) => ExportResult.Success;
    }
}
