using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging.Testing;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;

namespace LlmCost.AI.Tests;

/// <summary>A metered app with a ledger in its own folder.</summary>
internal sealed class TestLedger : ICostObserver, IAsyncDisposable
{
    private readonly ServiceProvider _services;
    private readonly bool _ownsFolder;
    private readonly List<CostRecord> _records = [];

    public TestLedger(
        Action<LedgerOptions>? configure = null,
        string? folder = null,
        FakeTimeProvider? clock = null,
        ILedgerDestination? destination = null,
        Action<CostMeteringOptions>? metering = null)
    {
        _ownsFolder = folder is null;
        Folder = folder ?? Directory.CreateTempSubdirectory("llmcost-ledger-").FullName;
        Clock = clock ?? new FakeTimeProvider(new DateTimeOffset(2026, 11, 3, 10, 0, 0, TimeSpan.Zero));
        var services = new ServiceCollection();
        services.AddSingleton<TimeProvider>(Clock);
        services.AddFakeLogging();
        services.AddMetrics();
        if (destination is not null)
        {
            services.AddSingleton(destination);
        }

        services.AddCostMetering(options =>
            {
                options.MetricTags.Add("team");
                metering?.Invoke(options);
            })
            .AddObserver(this)
            .AddLedger(options =>
            {
                options.Path = Folder;
                options.ServiceName = "shop";
                configure?.Invoke(options);
            });
        _services = services.BuildServiceProvider();
        Meter = _services.GetRequiredService<CostMeter>();
        Writer = _services.GetRequiredService<LedgerWriter>();
        Options = _services.GetRequiredService<IOptions<LedgerOptions>>().Value;
    }

    public string Folder { get; }

    public FakeTimeProvider Clock { get; }

    public CostMeter Meter { get; }

    public LedgerWriter Writer { get; }

    /// <summary>Gets the records of all calls, in the order in which they ended.</summary>
    public IReadOnlyList<CostRecord> Records
    {
        get
        {
            lock (_records)
            {
                return [.. _records];
            }
        }
    }

    public FakeLogCollector Logs => _services.GetFakeLogCollector();

    /// <summary>Gets the forwarder, which runs in the background only if the test starts it.</summary>
    public LedgerForwarder Forwarder => _services.GetServices<IHostedService>().OfType<LedgerForwarder>().Single();

    public LedgerMaintenanceService Maintenance =>
        _services.GetServices<IHostedService>().OfType<LedgerMaintenanceService>().Single();

    public IMeterFactory MeterFactory => _services.GetRequiredService<IMeterFactory>();

    public LedgerOptions Options { get; }

    public CostLedger Read() => CostLedger.Open(Folder, Directory.Exists(Options.ArchivePath) ? Options.ArchivePath : null);

    /// <summary>Records a call that has just ended.</summary>
    public void Call(
        string feature = "chat", string model = "gpt-4o", long input = 1_000, long output = 100, DateTimeOffset? at = null,
        TimeSpan duration = default)
    {
        using var scope = CostScope.Begin(feature, ("team", "search"), ("user.id", "u-17"));
        Meter.Record(new PaidCall
        {
            OperationName = "chat",
            ProviderName = "openai",
            Model = model,
            Timestamp = at,
            Duration = duration,
            Usage = new TokenUsage { Input = input, Output = output },
        });
    }

    /// <summary>Closes, archives and deletes days, as the app does every minute.</summary>
    public void CloseDays() => Task.Run(() => CloseDaysAsync()).GetAwaiter().GetResult();

    /// <inheritdoc cref="CloseDays"/>
    public Task<ClosedDays> CloseDaysAsync(Action<ArchiveStep>? onStep = null) =>
        new DayCloser(Writer.Status.Path, Options, Clock, onStep).RunAsync(CancellationToken.None);

    /// <summary>Stops the app and keeps its folder.</summary>
    public ValueTask DisposeWriterAsync() => _services.DisposeAsync();

    void ICostObserver.OnRecorded(CostRecord record)
    {
        lock (_records)
        {
            _records.Add(record);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _services.DisposeAsync();
        if (_ownsFolder)
        {
            Directory.Delete(Folder, recursive: true);
        }
    }
}
