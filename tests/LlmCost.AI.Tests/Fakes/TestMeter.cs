using System.Diagnostics.Metrics;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.Metrics.Testing;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Testing;
using Microsoft.Extensions.Time.Testing;

namespace LlmCost.AI.Tests;

/// <summary>A meter of a test's own, with everything that it tells.</summary>
internal sealed class TestMeter : IDisposable
{
    private readonly ServiceProvider _services;

    public TestMeter(
        Action<CostMeteringOptions>? configure = null,
        PriceCatalog? catalog = null,
        IEnumerable<ICostObserver>? observers = null,
        IEnumerable<IUsageReader>? readers = null)
    {
        // Not Auto: whether another test has a client with UseOpenTelemetry() must not matter here.
        var options = new CostMeteringOptions { SemanticConventions = GenAIMetricConventions.None };
        configure?.Invoke(options);
        var services = new ServiceCollection()
            .AddMetrics()
            .AddLogging(logging => logging.AddProvider(new FakeLoggerProvider(Logs)))
            .AddSingleton<TimeProvider>(Time);
        if (catalog is not null)
        {
            services.AddSingleton(catalog);
        }

        foreach (var observer in (IEnumerable<ICostObserver>)[.. observers ?? [], Observer])
        {
            services.AddSingleton(observer);
        }

        foreach (var reader in readers ?? [])
        {
            services.AddSingleton(reader);
        }

        _services = services.BuildServiceProvider();
        MeterFactory = _services.GetRequiredService<IMeterFactory>();
        Meter = new CostMeter(options, _services);
    }

    public CostMeter Meter { get; }

    public IMeterFactory MeterFactory { get; }

    public FakeTimeProvider Time { get; } = new(new DateTimeOffset(2026, 11, 24, 12, 0, 0, TimeSpan.Zero));

    public FakeLogCollector Logs { get; } = new();

    public RecordingObserver Observer { get; } = new();

    public CostRecord Record => Observer.Single;

    /// <summary>A metered client.</summary>
    public IChatClient Client(IChatClient inner, Action<CostMeteringChatClient>? configure = null) =>
        inner.AsBuilder().UseCostMetering(Meter, configure).Build();

    /// <summary>Collects what one of our own metrics records.</summary>
    public MetricCollector<T> Collect<T>(string instrument, string meter = LlmCostTelemetry.MeterName)
        where T : struct => new(MeterFactory, meter, instrument);

    public void Dispose()
    {
        Meter.Dispose();
        _services.Dispose();
    }
}
