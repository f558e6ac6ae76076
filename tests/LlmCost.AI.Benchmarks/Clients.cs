using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;
using OpenTelemetry;
using OpenTelemetry.Metrics;

namespace LlmCost.AI.Benchmarks;

/// <summary>The same answers behind each pipeline that is compared.</summary>
internal sealed class Clients : IDisposable
{
    public const string TheirMeter = "Experimental.Microsoft.Extensions.AI";

    private readonly ServiceProvider _services;
    private MeterProvider? _provider;
    private NewSeriesGate? _gate;

    /// <summary>Makes the pipelines.</summary>
    /// <param name="updates">How many updates a streamed answer has.</param>
    /// <param name="isLate">Whether answers are not there at once, so that each stage has to wait for them, as for those from a network.</param>
    /// <param name="conventions">Which of the standard metrics the meter emits besides its own.</param>
    /// <param name="catalog">The list prices.</param>
    public Clients(
        int updates = 1, bool isLate = false, GenAIMetricConventions conventions = GenAIMetricConventions.None, PriceCatalog? catalog = null)
    {
        var services = new ServiceCollection();
        if (catalog is not null)
        {
            services.AddSingleton(catalog);
        }

        _services = services.BuildServiceProvider();
        Meter = new CostMeter(new CostMeteringOptions { SemanticConventions = conventions }, _services);
        Bare = Provider();
        PlainStage = new PlainStage(Provider());
        OpenTelemetry = Provider().AsBuilder().UseOpenTelemetry().Build();
        CostMetering = Provider().AsBuilder().UseCostMetering(Meter).Build();
        Both = Provider().AsBuilder().UseOpenTelemetry().UseCostMetering(Meter).Build();

        IChatClient Provider() => isLate ? new LateChatClient(new ReadyChatClient(updates)) : new ReadyChatClient(updates);
    }

    public CostMeter Meter { get; }

    public IChatClient Bare { get; }

    public IChatClient PlainStage { get; }

    public IChatClient OpenTelemetry { get; }

    public IChatClient CostMetering { get; }

    public IChatClient Both { get; }

    /// <summary>Lets a real metrics pipeline listen to all of them, with new series shown at zero first, as <c>AddLlmCostTelemetry()</c> does.</summary>
    public void Listen()
    {
        _provider = Sdk.CreateMeterProviderBuilder()
            .AddMeter(TheirMeter)
            .AddLlmCostInstrumentation()
            .AddReader(new BaseExportingMetricReader(new NullExporter()))
            .Build();
        _gate = Meter.HoldNewSeries();
    }

    /// <summary>Shows what is held so far; what comes after is recorded at once.</summary>
    public void Release() => _gate!.Release(() => { });

    public void Dispose()
    {
        _gate?.Dispose();
        _provider?.Dispose();
        Both.Dispose();
        CostMetering.Dispose();
        OpenTelemetry.Dispose();
        PlainStage.Dispose();
        Bare.Dispose();
        Meter.Dispose();
        _services.Dispose();
    }

    private sealed class NullExporter : BaseExporter<Metric>
    {
        public override ExportResult Export(in Batch<Metric> batch) => ExportResult.Success;
    }
}
