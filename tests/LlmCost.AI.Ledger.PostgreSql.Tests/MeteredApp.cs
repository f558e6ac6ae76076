using LlmCost.AI.EndToEnd.Backend;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Testing;

namespace LlmCost.AI.Ledger.PostgreSql.Tests;

/// <summary>An app with a host that forwards its ledger.</summary>
internal sealed class MeteredApp : ICostObserver, IAsyncDisposable
{
    private readonly string _folder;
    private readonly bool _ownsFolder;
    private readonly List<CostRecord> _records = [];
    private readonly IHost _host;
    private int _acknowledgementsToLose;

    public MeteredApp(
        PostgreSqlLedgerOptions? options,
        string? connectionString = null,
        KeyValuePair<string, string?>[]? settings = null,
        int loseAcknowledgements = 0,
        string? folder = null)
    {
        (_folder, _ownsFolder) = (folder ?? Directory.CreateTempSubdirectory("llmcost-ledger-").FullName, folder is null);
        _acknowledgementsToLose = loseAcknowledgements;
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.Configuration.AddInMemoryCollection(settings ?? []);
        builder.Logging.AddFakeLogging();
        builder.Services.AddMetrics();
        builder.Services.AddCostMetering()
            .AddObserver(this)
            .AddLedger(ledger => ledger.Path = _folder)
            .ForwardToPostgreSql(
                connectionString ?? options!.ConnectionString!,
                forwarding => forwarding.Schema = options?.Schema ?? forwarding.Schema);
        if (loseAcknowledgements > 0)
        {
            builder.Services.Replace(ServiceDescriptor.Singleton<ILedgerDestination>(services =>
                new ForgetfulDestination(services.GetRequiredService<PostgreSqlDestination>(), this)));
        }

        _host = builder.Build();
    }

    public static LedgerPeriod Always { get; } = LedgerPeriod.Days(new DateOnly(2020, 1, 1), new DateOnly(2100, 1, 1));

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

    /// <summary>Gets the number of remaining batches whose commits succeed but are reported as failed.</summary>
    public int AcknowledgementsToLose => _acknowledgementsToLose;

    public LedgerWriter Writer => _host.Services.GetRequiredService<LedgerWriter>();

    public LedgerForwardingStatus Forwarding => Writer.Status.Forwarding!;

    /// <summary>Gets the levels of the messages that the forwarder has logged.</summary>
    public IEnumerable<LogLevel> ForwardingLog => Log.Where(record => record.Id.Id is 66 or 67).Select(record => record.Level);

    public string LogText => string.Join('\n', Log.Select(record => $"{record.Message} {record.Exception}"));

    private IReadOnlyList<FakeLogRecord> Log => _host.Services.GetFakeLogCollector().GetSnapshot();

    public Task StartAsync() => _host.StartAsync(TestContext.Current.CancellationToken);

    public Task StopAsync() => _host.StopAsync(TestContext.Current.CancellationToken);

    public CostLedger Read() => CostLedger.Open(_folder);

    public void Call(long input = 1_000) => _host.Services.GetRequiredService<CostMeter>().Record(new PaidCall
    {
        OperationName = "chat",
        ProviderName = "openai",
        Model = "gpt-4o",
        Usage = new TokenUsage { Input = input, Output = 100 },
    });

    /// <summary>Makes a few hundred calls per second until canceled.</summary>
    public async Task LoadAsync(CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(10));
        for (var i = 0; !cancellationToken.IsCancellationRequested; i++)
        {
            Call(i);
            Call(i + 7);
            await timer.WaitForNextTickAsync(CancellationToken.None);
        }
    }

    /// <summary>Waits until all calls are forwarded.</summary>
    public async Task ForwardedAsync()
    {
        await Writer.FlushAsync(TestContext.Current.CancellationToken);
        await Poll.UntilAsync(
            _ => Task.FromResult(Forwarding),
            forwarding => forwarding.Calls == Records.Count,
            forwarding => $"{forwarding}, {Records.Count} calls",
            TestContext.Current.CancellationToken);
    }

    void ICostObserver.OnRecorded(CostRecord record)
    {
        lock (_records)
        {
            _records.Add(record);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await ((IAsyncDisposable)_host).DisposeAsync();
        if (_ownsFolder)
        {
            Directory.Delete(_folder, recursive: true);
        }
    }

    /// <summary>
    /// Commits a batch and then fails. This simulates a connection that is lost before the server's response arrives.
    /// </summary>
    private sealed class ForgetfulDestination(PostgreSqlDestination destination, MeteredApp app) : ILedgerDestination
    {
        public string Name => destination.Name;

        public async Task WriteAsync(LedgerBatch batch, CancellationToken cancellationToken = default)
        {
            await destination.WriteAsync(batch, cancellationToken);
            if (Interlocked.Decrement(ref app._acknowledgementsToLose) >= 0)
            {
                throw new IOException("The answer was lost.");
            }

            Interlocked.Exchange(ref app._acknowledgementsToLose, 0);
        }
    }
}
