using System.Diagnostics.Metrics;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.Metrics.Testing;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Testing;
using Microsoft.Extensions.Time.Testing;

namespace LlmCost.AI.Tests;

/// <summary>A meter for one test, with its records, metrics, logs and spans.</summary>
internal sealed class TestMeter : IDisposable
{
    private readonly ServiceProvider _services;

    public TestMeter(
        Action<CostMeteringOptions>? configure = null,
        PriceCatalog? catalog = null,
        IEnumerable<ICostObserver>? observers = null,
        IEnumerable<IUsageReader>? readers = null,
        DateTimeOffset? now = null,
        Action<BudgetsBuilder>? budgets = null,
        Func<TimeProvider, IBudgetStore>? store = null)
    {
        Time = new FakeTimeProvider(now ?? new DateTimeOffset(2026, 11, 24, 12, 0, 0, TimeSpan.Zero));

        // The tests do not use Auto, the usual default, because other tests may use UseOpenTelemetry() at the same time.
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

        services.AddSingleton<IBudgetObserver>(BudgetEvents);
        if (store is not null)
        {
            services.AddSingleton(store(Time));
        }

        _services = services.BuildServiceProvider();
        MeterFactory = _services.GetRequiredService<IMeterFactory>();
        Meter = new CostMeter(options, _services);
        var budgetOptions = new BudgetsOptions();
        budgets?.Invoke(new BudgetsBuilder(budgetOptions));
        Meter.Budgets.Apply(budgetOptions);
    }

    public CostMeter Meter { get; }

    public IMeterFactory MeterFactory { get; }

    public FakeTimeProvider Time { get; }

    public FakeLogCollector Logs { get; } = new();

    public RecordingObserver Observer { get; } = new();

    public RecordingBudgetObserver BudgetEvents { get; } = new();

    public CostRecord Record => Observer.Single;

    /// <summary>Returns a metered client.</summary>
    public IChatClient Client(IChatClient inner, Action<CostMeteringChatClient>? configure = null) =>
        inner.AsBuilder().UseCostMetering(Meter, configure).Build();

    /// <summary>Collects the measurements of a metric of the library.</summary>
    public MetricCollector<T> Collect<T>(string instrument, string meter = LlmCostTelemetry.MeterName)
        where T : struct => new(MeterFactory, meter, instrument);

    public void Dispose()
    {
        Meter.Dispose();
        _services.Dispose();
    }
}
