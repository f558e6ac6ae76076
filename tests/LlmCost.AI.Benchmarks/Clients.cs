using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;
using OpenTelemetry;
using OpenTelemetry.Metrics;

namespace LlmCost.AI.Benchmarks;

/// <summary>Creates the compared pipelines. All of them receive the same responses.</summary>
internal sealed class Clients : IDisposable
{
    public const string TheirMeter = "Experimental.Microsoft.Extensions.AI";

    private readonly ServiceProvider _services;
    private MeterProvider? _provider;
    private NewSeriesGate? _gate;

    /// <summary>Creates the pipelines.</summary>
    /// <param name="updates">The number of updates of a streamed response.</param>
    /// <param name="isLate">True if each stage has to await the response, as with a network.</param>
    /// <param name="conventions">The standard metrics that the meter emits in addition to its own.</param>
    /// <param name="catalog">The price catalog, or null for the embedded catalog.</param>
    public Clients(
        int updates = 1,
        bool isLate = false,
        GenAIMetricConventions conventions = GenAIMetricConventions.None,
        PriceCatalog? catalog = null)
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

    /// <summary>
    /// Adds a real metrics pipeline that listens to all clients and exports new series at zero first, like
    /// <c>AddLlmCostTelemetry()</c>.
    /// </summary>
    public void Listen()
    {
        _provider = Sdk.CreateMeterProviderBuilder()
            .AddMeter(TheirMeter)
            .AddLlmCostInstrumentation()
            .AddReader(new BaseExportingMetricReader(new NullExporter()))
            .Build();
        _gate = Meter.HoldNewSeries();
    }

    /// <summary>
    /// Releases the measurements that are held back until a new series has been exported at zero. Later measurements of the same
    /// series are recorded immediately.
    /// </summary>
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
