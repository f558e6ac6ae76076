using System.Diagnostics.Metrics;
using LlmCost.AI.EndToEnd.Backend;
using OpenTelemetry;
using OpenTelemetry.Exporter;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;

namespace LlmCost.AI.EndToEnd;

/// <summary>Tests how the Collector and Prometheus process an app's metrics.</summary>
public sealed class BackendTests(TelemetryBackend backend)
{
    [Theory]
    [InlineData(OtlpExportProtocol.Grpc)]
    [InlineData(OtlpExportProtocol.HttpProtobuf)]
    public async Task Otlp_CounterAndHistogram_ArriveWithTheirPrometheusNamesAndExactValues(OtlpExportProtocol protocol)
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        var service = $"backend-{protocol}";
        using var meter = new Meter(service);
        var cost = meter.CreateCounter<double>("example.usage.cost", "{USD}");
        var tokens = meter.CreateHistogram<long>("example.token.usage", "{token}");
        using var meterProvider = Sdk.CreateMeterProviderBuilder()
            .ConfigureResource(resource => resource
                .AddService(service)
                .AddAttributes([new("deployment.environment.name", "test")]))
            .AddMeter(service)
            .AddOtlpExporter(otlp =>
            {
                otlp.Protocol = protocol;
                otlp.Endpoint = protocol == OtlpExportProtocol.Grpc
                    ? backend.Collector.Grpc
                    : new Uri(backend.Collector.Http, "v1/metrics");
            })
            .Build();

        cost.Add(0.1);
        cost.Add(0.2);
        tokens.Record(3);
        tokens.Record(5_000_000_000);

        Assert.True(meterProvider.ForceFlush());

        var series = await backend.Prometheus.QueryUntilAsync(
            $$"""{__name__=~"example_.+", __name__!~".+_bucket", job="{{service}}"}""", found => found.Count == 3,
            cancellationToken);
        var values = series.ToDictionary(found => found["__name__"], found => found.Value);

        Assert.Equal(0.1 + 0.2, values["example_usage_cost_total"]);
        Assert.Equal(5_000_000_003, values["example_token_usage_sum"]);
        Assert.Equal(2, values["example_token_usage_count"]);
        Assert.All(series, found => Assert.Equal("test", found["deployment_environment_name"]));
    }
}
