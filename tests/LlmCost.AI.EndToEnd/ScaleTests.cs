using System.Diagnostics.Metrics;
using LlmCost.AI.EndToEnd.Backend;
using OpenTelemetry;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;

namespace LlmCost.AI.EndToEnd;

/// <summary>
/// The configuration files of <c>otel/scale</c> in one chain: app, agent, gateway, Prometheus, and the remote store.
/// </summary>
public sealed class ScaleTests : IDisposable
{
    private const string Service = "scaled";
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("llmcost-scale-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task Chain_DeliversExactlyTheMetersCountersToTheStore()
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        await using var store = await RealPrometheus.StartAsync(
            Repository.File("otel/prometheus.yaml"), cancellationToken, flags: "--web.enable-remote-write-receiver");
        await using var prometheus = await RealPrometheus.StartAsync(
            ChangedFile.Write(
                _folder,
                "otel/scale/prometheus.yaml",
                ("http://mimir:9009/api/v1/push", new Uri(store.Address, "api/v1/write").ToString()),
                ("../rules/*.yaml", Repository.File("otel/rules/*.yaml"))),
            cancellationToken);
        await using var gateway = await StartCollectorAsync(
            "gateway", ("STORE_OTLP_ENDPOINT", RealCollector.OtlpEndpoint(prometheus.Address)), cancellationToken);
        await using var agent = await StartCollectorAsync(
            "agent", ("GATEWAY_ENDPOINT", gateway.Http.ToString().TrimEnd('/')), cancellationToken);
        using var meter = new Meter(Service);
        var cost = meter.CreateCounter<double>("llmcost.usage.cost", "{USD}");
        var other = meter.CreateCounter<long>("other.things");
        using var app = Sdk.CreateMeterProviderBuilder()
            .ConfigureResource(resource => resource.AddService(Service))
            .AddMeter(Service)
            .AddOtlpExporter(otlp => otlp.Endpoint = agent.Grpc)
            .Build();

        cost.Add(0.1);
        other.Add(1);
        app.ForceFlush();
        await ArrivesAsync(0.1);

        cost.Add(0.2);
        app.ForceFlush();
        var kept = await ArrivesAsync(0.1 + 0.2);

        Assert.Equal("main", kept["cluster"]);
        Assert.Single(await prometheus.Api.QueryAsync($$"""other_things_total{job="{{Service}}"}""", cancellationToken));
        Assert.Empty(await store.Api.QueryAsync($$"""other_things_total{job="{{Service}}"}""", cancellationToken));

        async Task<Sample> ArrivesAsync(double value) => (await store.Api.QueryUntilAsync(
            $$"""llmcost_usage_cost_total{job="{{Service}}"}""", found => found.Count == 1 && found[0].Value == value,
            cancellationToken))[0];
    }

    private static Task<RealCollector> StartCollectorAsync(
        string tier, (string, string) next, CancellationToken cancellationToken) =>
        RealCollector.StartAsync([$"otel/scale/collector-{tier}.yaml"], Uri.UriSchemeHttp, [next], cancellationToken);
}
