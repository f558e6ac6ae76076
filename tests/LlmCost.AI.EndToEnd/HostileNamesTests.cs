using System.Net;
using LlmCost.AI.EndToEnd.Apps;
using LlmCost.AI.EndToEnd.Backend;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using OpenTelemetry.Metrics;

namespace LlmCost.AI.EndToEnd;

/// <summary>
/// Names and tags with any characters and of any length, sent through the real exporters to a real Prometheus, both over OTLP
/// and by scraping.
/// </summary>
public sealed class HostileNamesTests(TelemetryBackend backend)
{
    private const string Job = "hostile-names";
    private const string Answer = "gpt-4o-2024-11-20";

    /// <summary>Text that is not a valid label value.</summary>
    private static readonly string[] s_folded =
    [
        "x\"} 1\nllmcost_usage_cost_total{evil=\"1",
        "line\r\nbreak",
        "\0",
        "half \ud83e",
        "\udc00\ud800",
        "\u001b[31mred",
        new('x', 1 << 20),
        string.Concat(Enumerable.Repeat("🧾", 1 << 18)),
    ];

    /// <summary>Text that looks dangerous but is valid and arrives unchanged.</summary>
    private static readonly string[] s_kept =
    [
        "x\"} 1 llmcost_usage_cost_total{evil=\"1",
        "a\\\"b\\\\n",
        "a\"} or vector(1) #",
        "{{ .Labels }} ${x} %s",
        "שלום",
        "\u202egpt\u202c",
        "要約 🧾",
        "\u2028\ufeff\ufffe\uffff",
    ];

    [Fact]
    public async Task EveryName_IsAnExactLabelOrOther_AndNothingIsLostOrForged()
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        await using var app = CreateApp();
        await app.StartAsync(cancellationToken);
        using var client = new FixedAnswerClient(CreateAnswer()).AsBuilder().UseCostMetering().Build(app.Services);
        string[] names = [.. s_folded, .. s_kept, "honest"];

        foreach (var name in names)
        {
            using (CostScope.Begin(name, ("team", name), ("user.id", name)))
            {
                await client.GetResponseAsync("Hi?", new ChatOptions { ModelId = name }, cancellationToken);
            }
        }

        EndMarker.Send(app.Services);
        await EndMarker.WaitAsync(backend.Prometheus, Job, cancellationToken);
        using var config = new ScrapeConfig(new Uri(app.Urls.Single()));
        await using var scraper = await RealPrometheus.StartAsync(config.Path, cancellationToken);
        await EndMarker.WaitAsync(scraper.Api, ScrapeConfig.Job, cancellationToken);

        await AssertSeriesAsync(backend.Prometheus, Job, names.Length, cancellationToken);
        await AssertSeriesAsync(scraper.Api, ScrapeConfig.Job, names.Length, cancellationToken);
    }

    private static async Task AssertSeriesAsync(
        PrometheusApi prometheus, string job, int calls, CancellationToken cancellationToken)
    {
        string[] expected = [.. s_kept, "honest", "other"];

        foreach (var label in (string[])["gen_ai_request_model", "llmcost_feature", "team"])
        {
            var byName = await prometheus.QueryAsync(
                $$"""sum by ({{label}}) (llmcost_calls_total{job="{{job}}"})""", cancellationToken);
            Assert.Equal(
                expected.Select(name => (name, name == "other" ? s_folded.Length : 1.0))
                    .OrderBy(pair => pair.name, StringComparer.Ordinal),
                byName.Select(series => (series[label], series.Value)).OrderBy(pair => pair.Item1, StringComparer.Ordinal));
        }

        var standard = await prometheus.QueryAsync(
            $$"""sum by (gen_ai_request_model) (gen_ai_client_operation_duration_seconds_count{job="{{job}}"})""",
            cancellationToken);
        Assert.Equal(
            expected.Order(StringComparer.Ordinal),
            standard.Select(series => series["gen_ai_request_model"]).Order(StringComparer.Ordinal));
        Assert.Equal(calls, standard.Sum(series => series.Value));

        // 1,000 input tokens at 2.50 USD per million, and 100 output tokens at 10 USD per million.
        var cost = Assert.Single(
            await prometheus.QueryAsync($$"""sum(llmcost_usage_cost_total{job="{{job}}"})""", cancellationToken));
        Assert.Equal(calls * 0.0035, cost.Value, 1e-12);
        Assert.Empty(await prometheus.QueryAsync("""{evil!=""}""", cancellationToken));
    }

    private static ChatResponse CreateAnswer() => new(new ChatMessage(ChatRole.Assistant, "Hello."))
    {
        ModelId = Answer,
        Usage = new UsageDetails { InputTokenCount = 1_000, OutputTokenCount = 100, TotalTokenCount = 1_100 },
    };

    private WebApplication CreateApp()
    {
        // An empty builder ignores the configuration of the machine, which could change the address of the server.
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions { ApplicationName = Job });
        builder.Configuration.AddInMemoryCollection(TelemetrySettings.To(backend.Collector, "grpc"));
        builder.Configuration.AddInMemoryCollection(
            [new("LlmCost:MetricTags:0", "team"), new("LlmCost:SemanticConventions", nameof(GenAIMetricConventions.V1_41))]);
        builder.Services.AddRoutingCore();
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, port: 0));
        builder.AddLlmCostTelemetry();
        builder.Services.ConfigureOpenTelemetryMeterProvider(metrics => metrics.AddPrometheusExporter());
        EndMarker.AddTo(builder);

        var app = builder.Build();
        app.MapPrometheusScrapingEndpoint();
        return app;
    }
}
