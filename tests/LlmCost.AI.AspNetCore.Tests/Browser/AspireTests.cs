using System.Globalization;
using System.Reflection;
using System.Text.Json;
using LlmCost.AI.EndToEnd.Backend;
using LlmCost.AI.Testing;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using OpenTelemetry;
using OpenTelemetry.Metrics;
using OpenTelemetry.Trace;

namespace LlmCost.AI.Tests;

/// <summary>
/// Tests an app that sends its telemetry to Aspire's dashboard, with the settings of Aspire's service defaults.
/// </summary>
[Collection(BrowserTests.Name)]
public sealed class AspireTests(Browser browser)
{
    private const int Calls = 3;

    // The cost of 1,000 input tokens at 1.25 USD per million, and 200 output tokens at 10 USD per million.
    private const decimal CostOfACall = 0.00325m;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Dashboard_ShowsTheCostAsAGraph_AndOfEachSpan()
    {
        var ports = FreePort.Find(2);
        var page = new Uri($"http://127.0.0.1:{ports[0]}");
        await using var dashboard = await StartDashboardAsync(page, otlp: ports[1]);
        using var host = CreateApp(otlp: ports[1]);
        await host.StartAsync(Token);
        var client = host.Services.GetRequiredService<IChatClient>();
        for (var call = 0; call < Calls; call++)
        {
            await client.GetResponseAsync("What is honey made of?", cancellationToken: Token);
        }

        host.Services.GetRequiredService<MeterProvider>().ForceFlush();
        host.Services.GetRequiredService<TracerProvider>().ForceFlush();

        using var http = new HttpClient { BaseAddress = page };
        var costs = await Poll.UntilAsync(
            async token => CostsOfSpans(await http.GetStringAsync("api/telemetry/spans", token)),
            found => found.Count is Calls,
            found => $"{found.Count} spans with a cost were found.",
            Token);
        Assert.All(costs, cost => Assert.Equal(CostOfACall, cost));

        await using var shown = await browser.OpenAsync(page);
        await shown.LoadAsync("/metrics/resource/shop?meter=LlmCost.AI&instrument=llmcost.usage.cost");
        var drawn = await shown.WaitAsync(
            "(sum => sum > 0 ? sum : null)(Math.max(0, ...(document.querySelector('.js-plotly-plot')?.data?.[0]?.y ?? [])))");
        Assert.Equal((double)(Calls * CostOfACall), drawn.GetDouble(), tolerance: 1e-12);
    }

    private static async Task<RealProcess> StartDashboardAsync(Uri page, int otlp)
    {
        var program = typeof(AspireTests).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
            .Single(metadata => metadata.Key is "AspireDashboard").Value!;
        var dashboard = RealProcess.Start(
            program,
            [],
            ("ASPNETCORE_URLS", page.GetLeftPart(UriPartial.Authority)),
            ("ASPIRE_DASHBOARD_OTLP_ENDPOINT_URL", $"http://127.0.0.1:{otlp}"),
            ("ASPIRE_DASHBOARD_UNSECURED_ALLOW_ANONYMOUS", "true"),
            ("ASPIRE_DASHBOARD_API_ENABLED", "true"));
        using var http = new HttpClient { BaseAddress = page };
        await dashboard.WaitUntilAsync(
            async token => (await http.GetAsync(new Uri("api/telemetry/resources", UriKind.Relative), token)).IsSuccessStatusCode,
            Token);
        return dashboard;
    }

    private static IHost CreateApp(int otlp)
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings { ApplicationName = "shop" });
        builder.Configuration.AddInMemoryCollection([
            new("OTEL_EXPORTER_OTLP_ENDPOINT", $"http://127.0.0.1:{otlp}"), new("OTEL_SERVICE_NAME", "shop")]);
        builder.Services.AddOpenTelemetry()
            .WithMetrics(metrics => metrics.AddLlmCostInstrumentation())
            .WithTracing(tracing => tracing.AddSource("Experimental.Microsoft.Extensions.AI"))
            .UseOtlpExporter();
        builder.Services
            .AddChatClient(new FakeChatClient("openai", "gpt-5.1").Answer("Bees make it from nectar.", input: 1_000, output: 200))
            .UseOpenTelemetry()
            .UseCostMetering();
        return builder.Build();
    }

    private static List<decimal> CostsOfSpans(string telemetry)
    {
        using var json = JsonDocument.Parse(telemetry);
        return
        [
            .. from resource in json.RootElement.GetProperty("data").GetProperty("resourceSpans").EnumerateArray()
               from scope in resource.GetProperty("scopeSpans").EnumerateArray()
               from span in scope.GetProperty("spans").EnumerateArray()
               from attribute in span.GetProperty("attributes").EnumerateArray()
               where attribute.GetProperty("key").GetString() is "gen_ai.usage.cost.amount"
               select decimal.Parse(
                   attribute.GetProperty("value").EnumerateObject().Single().Value.ToString(), CultureInfo.InvariantCulture),
        ];
    }
}
