using System.Globalization;
using System.Net;
using LlmCost.AI.EndToEnd.Apps;
using LlmCost.AI.EndToEnd.Backend;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using OpenTelemetry.Metrics;
using Quickstart;
using SimulatedProvider;

namespace LlmCost.AI.EndToEnd;

/// <summary>Tests an app whose <c>/metrics</c> endpoint Prometheus scrapes directly.</summary>
public sealed class ScrapeTests(TelemetryBackend backend)
{
    private const string Job = "scraped-and-sent";
    private const int Calls = 60;

    // The value of this metric grows between two reads, even without calls.
    private const string PriceListAge = "llmcost_price_list_age_seconds";

    // The labels that depend on the transport: they name the sender or contain attributes of the meter or the resource.
    private static readonly string[] TransportLabels =
        ["job", "instance", "otel_scope_name", "otel_scope_version", "deployment_environment_name"];

    [Fact]
    public async Task ScrapeOfTheAppsEndpoint_HasTheSameSeriesAndValuesAsOtlp()
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        await using var provider = await ProviderSimulator.StartAsync(
            timeProvider: new HurriedTime(), cancellationToken: cancellationToken);
        await using var app = CreateApp();
        await app.StartAsync(cancellationToken);
        var workload = ActivatorUtilities.CreateInstance<BlogWorkload>(
            app.Services, SimulatedClients.Create(provider.Address, app.Services), 0, TimeProvider.System);

        for (var call = 0; call < Calls; call++)
        {
            await workload.CallAsync(call, cancellationToken);
        }

        EndMarker.Send(app.Services);
        await EndMarker.WaitAsync(backend.Prometheus, Job, cancellationToken);
        using var config = new ScrapeConfig(new Uri(app.Urls.Single()));
        await using var scraper = await RealPrometheus.StartAsync(config.Path, cancellationToken);
        await EndMarker.WaitAsync(scraper.Api, ScrapeConfig.Job, cancellationToken);

        var sent = await SeriesAsync(backend.Prometheus, Job, cancellationToken);
        var scraped = await SeriesAsync(scraper.Api, ScrapeConfig.Job, cancellationToken);

        Assert.Equal(sent.Keys, scraped.Keys);
        Assert.All(sent, series => Assert.Equal(series.Value, scraped[series.Key]));
        Assert.Contains(
            sent.Keys, name => name.StartsWith("gen_ai_client_operation_duration_seconds_bucket", StringComparison.Ordinal));
        Assert.Equal(
            provider.Ledger.Reported.Values.Sum(),
            scraped.Where(series => series.Key.StartsWith("llmcost_usage_tokens_total", StringComparison.Ordinal))
                .Sum(series => series.Value));
    }

    private WebApplication CreateApp()
    {
        // An empty builder ignores the configuration of the machine, which could change the address of the server.
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions { ApplicationName = Job });
        builder.Configuration.AddInMemoryCollection(TelemetrySettings.To(backend.Collector, "grpc"));
        builder.Configuration.AddJsonFile(Path.Combine(AppContext.BaseDirectory, "appsettings.json"));
        builder.Services.AddRoutingCore();
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, port: 0));
        builder.AddLlmCostTelemetry();
        builder.Services.ConfigureOpenTelemetryMeterProvider(metrics => metrics.AddPrometheusExporter());
        EndMarker.AddTo(builder);

        var app = builder.Build();
        app.MapPrometheusScrapingEndpoint();
        return app;
    }

    private static async Task<SortedDictionary<string, double>> SeriesAsync(
        PrometheusApi prometheus, string job, CancellationToken cancellationToken)
    {
        // OpenMetrics has an additional series (_created) for the start time of a counter. OTLP does not need this series.
        var series = await prometheus.QueryAsync(
            $$"""{__name__=~"(llmcost|gen_ai)_.+", __name__!~".+_created", job="{{job}}"}""", cancellationToken);

        return new(series.ToDictionary(Name, one => one["__name__"] == PriceListAge ? 0 : one.Value), StringComparer.Ordinal);
    }

    private static string Name(Sample series)
    {
        var labels = series.Labels
            .Where(label => label.Key != "__name__" && !TransportLabels.Contains(label.Key))
            .OrderBy(label => label.Key, StringComparer.Ordinal)
            .Select(label => $"{label.Key}=\"{(label.Key == "le" ? Bound(label.Value) : label.Value)}\"");

        return $"{series["__name__"]}{{{string.Join(", ", labels)}}}";
    }

    // The transports format the same number differently: "1.048576e+06" and "1048576".
    private static string Bound(string le) =>
        le == "+Inf" ? le : double.Parse(le, CultureInfo.InvariantCulture).ToString(CultureInfo.InvariantCulture);
}
