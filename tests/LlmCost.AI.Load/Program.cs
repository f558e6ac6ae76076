using System.Diagnostics;
using System.Net;
using System.Text.Json;
using LlmCost.AI;
using LlmCost.AI.Load;
using LlmCost.AI.Load.Calls;
using LlmCost.AI.Load.Ledgers;
using LlmCost.AI.Load.Provider;
using LlmCost.AI.Load.Report;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using OpenTelemetry.Metrics;

// The app connects only to loopback addresses, which a remote proxy cannot reach.
HttpClient.DefaultProxy = new WebProxy();
await using var provider = await WireProvider.StartAsync();
var records = new RecordLedger();
var logs = new LogLedger();
var callers = new CallerLedger();

var builder = Host.CreateApplicationBuilder(new HostApplicationBuilderSettings { ContentRootPath = AppContext.BaseDirectory });
builder.Logging.ClearProviders();
builder.Logging.AddProvider(logs);
builder.AddLlmCostTelemetry();
builder.Services.ConfigureOpenTelemetryMeterProvider(metrics => metrics.AddMeter(Journal.MeterName));
builder.Services.AddOptions<LoadOptions>().BindConfiguration("Load");
builder.Services.AddSingleton(records);
var metering = builder.Services.AddCostMetering().AddObserver(records);
builder.Services.AddSingleton(callers);
builder.Services.AddSingleton(
    services => new CallScript(services.GetRequiredService<IOptions<LoadOptions>>().Value, ScriptedModels.Count));
builder.Services.AddSingleton(services => new Caller(
    ScriptedModels.Create(services), new WireClients(provider.Address, services), services.GetRequiredService<CallerLedger>()));
builder.Services.AddSingleton<Journal>();
builder.Services.AddSingleton<PriceFileChurn>();
builder.Services.AddHostedService(services => services.GetRequiredService<Journal>());
builder.Services.AddHostedService(services => services.GetRequiredService<PriceFileChurn>());

var options = builder.Configuration.GetSection("Load").Get<LoadOptions>()!;

// The queue is shorter than the default to keep the memory limits of the app low even if the disk is slow.
metering.AddLedger(ledger => (ledger.Path, ledger.QueueLength) = (options.Ledger, LoadOptions.LedgerQueueLength));
if (options.ClockJumps)
{
    builder.Services.AddSingleton<TimeProvider>(new JumpingClock());
}

if (options.FeedDirectory is { } directory)
{
    metering.AddPriceFeeds(feeds =>
    {
        feeds.Directory = directory;
        feeds.Sources.Add(new PriceFeedOptions { Url = provider.PriceList.AbsoluteUri, Interval = TimeSpan.FromMinutes(1) });
    });
}

if (options.Redis is { } redis)
{
    metering.AddBudgets().AddRedisBudgetStore(redis);
    builder.Services.AddSingleton<IUsageEstimator, ScriptedInput>();
}

if (options.DashboardPort is { } port)
{
    builder.Services.AddLlmCostDashboardServer(port);
}

// Registered last so that it stops first, because hosted services stop in reverse order.
builder.Services.AddHostedService<LoadService>();

var host = builder.Build();
var journal = host.Services.GetRequiredService<Journal>();
var churn = host.Services.GetRequiredService<PriceFileChurn>();

// Runs until the app is stopped. The report is written afterwards, because RunAsync disposes of the host and flushes telemetry.
await host.RunAsync();

using var process = Process.GetCurrentProcess();
var report = new LoadReport
{
    Duration = callers.Duration,
    Calls = callers.Calls,
    StoppedCalls = callers.Stopped,
    RefusedCalls = callers.Refused,
    ToldTokens = callers.Tokens,
    Surprises = callers.Surprises,
    FirstSurprises = callers.FirstSurprises,
    MeterFailures = logs.Failures,
    LogEvents = logs.Events,
    Records = records.Totals,
    RecordedTime = records.TimeSpan,
    Logs = logs.Totals,
    CallLines = records.CallLines,
    ClassLines = records.ClassLines,
    Ledger = await KeptLedger.ReadAsync(options.Ledger),
    Exports = journal.Exports,
    Reloads = churn.Reloads,
    ExtraMicrosecondsP50 = callers.ExtraMicroseconds(50),
    ExtraMicrosecondsP99 = callers.ExtraMicroseconds(99),
    RefusalMicrosecondsP99 = callers.RefusalMicroseconds(99),
    PeakWorkingSet = process.PeakWorkingSet64,
    Heaps = journal.Heaps,
    Collections = [.. Enumerable.Range(0, GC.MaxGeneration + 1).Select(GC.CollectionCount)],
    GcPause = GC.GetTotalPauseDuration(),
    Allocated = GC.GetTotalAllocatedBytes(),
};
await File.WriteAllTextAsync(options.Report, JsonSerializer.Serialize(report));
