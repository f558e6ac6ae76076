using System.Text;
using LlmCost.AI.EndToEnd.Apps;
using LlmCost.AI.EndToEnd.Backend;
using LlmCost.AI.Reconciliation.Tests;
using LlmCost.AI.Tests;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Quickstart;
using SimulatedProvider;

namespace LlmCost.AI.EndToEnd.Dashboards;

/// <summary>
/// The metrics and labels that arrive in Prometheus from an app that uses every feature, from a worker that compares bills, and
/// from the Collector between them and Prometheus.
/// </summary>
public sealed class EmittedSeries : IAsyncLifetime
{
    private const string Job = "emitting";
    private const string BillingJob = "emitting-bills";
    private const int Calls = 60;
    private const double ErrorPercent = 30;

    // More calls than the ledger's queue can take in two intervals.
    private const int Burst = 200;
    private const int QueueLength = 64;

    // The Collector exports this metric only after a failure, with its next internal telemetry report.
    private const string CollectorsFailures = "otelcol_exporter_send_failed_metric_points_total";

    // Prometheus rejects samples that are older than its newest data, so the Collector drops them.
    private const string TooOld = """
        {"resourceMetrics":[{"scopeMetrics":[{"metrics":[{"name":"too.old","gauge":{
          "dataPoints":[{"asInt":"1","timeUnixNano":"1"}]}}]}]}]}
        """;

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("llmcost-emitted-");
    private readonly SharedBudgetStore _budgetStore = new();
    private Dictionary<string, IReadOnlySet<string>> _labels = [];

    /// <summary>Gets the label names of each metric's series, by metric name.</summary>
    public IReadOnlyDictionary<string, IReadOnlySet<string>> Labels => _labels;

    /// <inheritdoc/>
    public async ValueTask InitializeAsync()
    {
        var cancellationToken = CancellationToken.None;
        await using var prometheus = await RealPrometheus.StartAsync(Repository.File("otel/prometheus.yaml"), cancellationToken);
        await using var collector = await RealCollector.StartAsync(prometheus.Address, cancellationToken);

        await RunAppAsync(collector, prometheus.Api, cancellationToken);
        await RunBillingWorkerAsync(collector, prometheus.Api, cancellationToken);
        await MakeTheCollectorFailAsync(collector, cancellationToken);
        await prometheus.Api.QueryUntilAsync(CollectorsFailures, found => found.Count > 0, cancellationToken);

        // Names with a colon are recorded by rules.
        var series = await prometheus.Api.QueryAsync(
            """{__name__=~"[^:]+", __name__!~"ALERTS.*|end_of_test_total"}""", cancellationToken);
        _labels = series.GroupBy(one => one["__name__"]).ToDictionary(
            metric => metric.Key,
            IReadOnlySet<string> (metric) =>
                metric.SelectMany(one => one.Labels.Keys).Where(label => label != "__name__").ToHashSet());
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        _folder.Delete(recursive: true);
        return ValueTask.CompletedTask;
    }

    private static async Task MakeTheCollectorFailAsync(RealCollector collector, CancellationToken cancellationToken)
    {
        using var http = new HttpClient();
        using var tooOld = new StringContent(TooOld, Encoding.UTF8, "application/json");
        using var response = await http.PostAsync(new Uri(collector.Http, "v1/metrics"), tooOld, cancellationToken);
        response.EnsureSuccessStatusCode();
    }

    private async Task RunAppAsync(RealCollector collector, PrometheusApi prometheus, CancellationToken cancellationToken)
    {
        await using var provider = await ProviderSimulator.StartAsync(
            errorPercent: ErrorPercent, timeProvider: new HurriedTime(), cancellationToken: cancellationToken);
        var builder = CreateApp(collector);
        using var host = builder.Build();
        await host.StartAsync(cancellationToken);

        using (CostScope.Begin(tags: ("tenant", "acme")))
        {
            var workload = ActivatorUtilities.CreateInstance<BlogWorkload>(
                host.Services, SimulatedClients.Create(provider.Address, host.Services), 0, TimeProvider.System);
            for (var call = 0; call < Calls; call++)
            {
                await workload.CallAsync(call, cancellationToken);
            }

            foreach (var answer in UnusualAnswers())
            {
                await CallAsync("unusual", answer, host.Services, cancellationToken);
            }

            await FillLedgerQueueAsync(host.Services, cancellationToken);
            await UseUpBudgetsAsync(host.Services, cancellationToken);
        }

        // Reloads the price file.
        ((IConfigurationRoot)builder.Configuration).Reload();

        EndMarker.Send(host.Services);
        await EndMarker.WaitAsync(prometheus, Job, cancellationToken);
        await host.StopAsync(cancellationToken);
    }

    private async Task RunBillingWorkerAsync(
        RealCollector collector, PrometheusApi prometheus, CancellationToken cancellationToken)
    {
        await using var month = await SyntheticMonth.CreateAsync(
            app => app.Record("mistral_ai", "mistral-large-latest", "shop", 12, 1, new() { Input = 1_000 }), calls: 1);
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings { ApplicationName = BillingJob });
        builder.Configuration.AddInMemoryCollection(TelemetrySettings.To(collector, "grpc"));
        builder.AddLlmCostTelemetry();
        builder.Services.AddSingleton<TimeProvider>(new FixedTime(SyntheticMonth.Period.End.AddHours(7)));
        builder.Services.AddSingleton<ILedgerReader>(month.Ledger);
        builder.Services.AddSingleton<IBillSource>(new DearerBills(month));
        builder.Services.AddCostReconciliation(options => options.BillsPath = Path.Combine(_folder.FullName, "bills.db"));
        EndMarker.AddTo(builder);
        using var host = builder.Build();
        await host.StartAsync(cancellationToken);

        await prometheus.QueryUntilAsync(
            "llmcost_reconciliation_age_seconds", found => found.Count > 0, cancellationToken);
        EndMarker.Send(host.Services);
        await EndMarker.WaitAsync(prometheus, BillingJob, cancellationToken);
        await host.StopAsync(cancellationToken);
    }

    private static async Task CallAsync(
        string feature, ChatResponse answer, IServiceProvider services, CancellationToken cancellationToken)
    {
        using var scope = CostScope.Begin(feature);
        using var client = new FixedAnswerClient(answer).AsBuilder().UseCostMetering().Build(services);
        await client.GetResponseAsync("Hi?", cancellationToken: cancellationToken);
    }

    /// <summary>
    /// Makes a call that costs more than its reservation and reaches a threshold, a call that waits for capacity and is refused,
    /// and a call while the budget store is unavailable.
    /// </summary>
    private async Task UseUpBudgetsAsync(IServiceProvider services, CancellationToken cancellationToken)
    {
        var answer = Answer("gpt-4o-mini-2024-07-18", new UsageDetails { InputTokenCount = 20, OutputTokenCount = 100_000 });

        await CallAsync("limited", answer, services, cancellationToken);
        await Assert.ThrowsAsync<BudgetExceededException>(() => CallAsync("limited", answer, services, cancellationToken));
        _budgetStore.IsAway = true;
        await CallAsync("unusual", answer, services, cancellationToken);
        _budgetStore.IsAway = false;
    }

    /// <summary>Makes calls faster than the ledger writes them.</summary>
    private static async Task FillLedgerQueueAsync(IServiceProvider services, CancellationToken cancellationToken)
    {
        for (var call = 0; call < Burst; call++)
        {
            await CallAsync("unusual", new ChatResponse { ModelId = "gpt-4o-mini-2024-07-18" }, services, cancellationToken);
        }

        var ledger = services.GetRequiredService<LedgerWriter>();
        await ledger.FlushAsync(cancellationToken);
        Assert.InRange(ledger.Status.Dropped, 1, Burst);
    }

    private HostApplicationBuilder CreateApp(RealCollector collector)
    {
        var prices = Path.Combine(_folder.FullName, "prices.json");
        File.WriteAllText(prices, """
            {"provider":"openai","source":"https://example.com","checked":"2026-09-01",
              "models":{"gpt-5.1":{"prices":[{"price":{"input":1,"output":8}}]},
                "acme-input-only":{"prices":[{"price":{"input":1}}]}}}
            """);

        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings { ApplicationName = Job });
        builder.Configuration.AddInMemoryCollection(TelemetrySettings.To(collector, "grpc"));
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["OTEL_RESOURCE_ATTRIBUTES"] = "service.version=1.5.0",
            ["LlmCost:PriceFiles:0"] = prices,
            ["LlmCost:MetricTags:0"] = "tenant",
            // With a limit of one value, the second value of a tag exceeds it.
            ["LlmCost:MaxTagValues"] = "1",
        });
        builder.AddLlmCostTelemetry();
        builder.Services.AddCostMetering().AddBudgets(budgets => budgets
            .Add("month", b => b.Usd(100).Tokens(10_000_000).PerMonth().WarnAt(1))
            .Add("user-day", b => b.Usd(2).PerDay().ForEach("user")) // No call has a user.
            .Add("rate", b => b
                .Requests(1).Rolling(TimeSpan.FromMinutes(1)).Match("feature", "limited").Wait(TimeSpan.FromMilliseconds(20))))
            .AddLedger(ledger =>
            {
                ledger.Path = Path.Combine(_folder.FullName, "ledger");
                ledger.QueueLength = QueueLength;
                ledger.FlushInterval = TimeSpan.FromMinutes(1);
            });
        builder.Services.AddSingleton<ILedgerDestination>(new MemoryDestination());
        builder.Services.AddSingleton<IBudgetStore>(_budgetStore);
        builder.Services.AddSingleton<ICostObserver, FailingObserver>();
        EndMarker.AddTo(builder);
        return builder;
    }

    /// <summary>
    /// Covers a model without a price, a model without an output price, a response without usage and without text from which
    /// usage could be estimated, and a response with more cached tokens than input tokens.
    /// </summary>
    private static IEnumerable<ChatResponse> UnusualAnswers() =>
    [
        Answer("acme-experimental-1", new UsageDetails { InputTokenCount = 20, OutputTokenCount = 3, TotalTokenCount = 23 }),
        Answer("acme-input-only", new UsageDetails { InputTokenCount = 20, OutputTokenCount = 3, TotalTokenCount = 23 }),
        new ChatResponse { ModelId = "gpt-4o-mini-2024-07-18" },
        Answer(
            "gpt-4o-mini-2024-07-18",
            new UsageDetails { InputTokenCount = 20, CachedInputTokenCount = 40, OutputTokenCount = 3 }),
    ];

    private static ChatResponse Answer(string model, UsageDetails usage) =>
        new(new ChatMessage(ChatRole.Assistant, "Hello.")) { ModelId = model, Usage = usage };
}
