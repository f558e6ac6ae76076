using System.Diagnostics.Metrics;
using LlmCost.AI.EndToEnd.Backend;
using OpenTelemetry;
using OpenTelemetry.Metrics;

namespace LlmCost.AI.EndToEnd;

/// <summary>Tests the behavior of the Collector while Prometheus is unavailable.</summary>
public sealed class CollectorQueueTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("llmcost-queue-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task ExportBeyondTheQueue_IsRejected_AndNotLost()
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        var nobody = new Uri($"http://127.0.0.1:{FreePort.Find(1)[0]}/");
        var config = ChangedFile.Write(
            _folder, "otel/collector.yaml", ("queue_size: 100000", "queue_size: 10"), ("min_size: 8192", "min_size: 5"),
            ("max_size: 16384", "max_size: 5"));
        await using var collector = await RealCollector.StartAsync(
            [config], Uri.UriSchemeHttp, [("PROMETHEUS_OTLP_ENDPOINT", RealCollector.OtlpEndpoint(nobody))], cancellationToken);
        using var meter = new Meter("queued");
        var calls = meter.CreateCounter<long>("calls");
        using var app =
            Sdk.CreateMeterProviderBuilder().AddMeter("queued").AddOtlpExporter(otlp => otlp.Endpoint = collector.Grpc).Build();
        for (var series = 0; series < 5; series++)
        {
            calls.Add(1, new KeyValuePair<string, object?>("series", series));
        }

        Assert.True(app.ForceFlush());

        await Poll.UntilAsync(
            _ => Task.FromResult(app.ForceFlush()), accepted => !accepted, _ => "every export was accepted", cancellationToken);
    }
}
