using System.Diagnostics.Metrics;
using LlmCost.AI.EndToEnd.Backend;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using OpenTelemetry.Metrics;

namespace LlmCost.AI.EndToEnd.Apps;

/// <summary>A metric that an app sends last. Once Prometheus has it, all earlier metrics have arrived.</summary>
internal static class EndMarker
{
    private const string MeterName = "LlmCost.AI.EndToEnd";

    /// <summary>Registers the marker in an app.</summary>
    public static void AddTo(IHostApplicationBuilder builder) =>
        builder.Services.ConfigureOpenTelemetryMeterProvider(metrics => metrics.AddMeter(MeterName));

    /// <summary>Flushes all measurements of the app, then sends the marker.</summary>
    public static void Send(IServiceProvider services)
    {
        var provider = services.GetRequiredService<MeterProvider>();
        provider.ForceFlush();

        var meter = services.GetRequiredService<IMeterFactory>().Create(MeterName);
        meter.CreateCounter<long>("end.of.test").Add(1);
        provider.ForceFlush();
    }

    /// <summary>Waits until the marker has arrived.</summary>
    public static Task WaitAsync(PrometheusApi prometheus, string job, CancellationToken cancellationToken) =>
        prometheus.QueryUntilAsync($$"""end_of_test_total{job="{{job}}"}""", found => found.Count > 0, cancellationToken);
}
