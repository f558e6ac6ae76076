using LlmCost.AI.EndToEnd.Backend;

namespace LlmCost.AI.EndToEnd.Apps;

/// <summary>The OpenTelemetry environment variables that send an app's metrics to the Collector of the tests.</summary>
internal static class TelemetrySettings
{
    /// <summary>Returns the variables, by name.</summary>
    /// <param name="collector">The destination of the metrics.</param>
    /// <param name="protocol">The value of <c>OTEL_EXPORTER_OTLP_PROTOCOL</c>.</param>
    public static Dictionary<string, string?> To(RealCollector collector, string protocol) => new()
    {
        ["OTEL_EXPORTER_OTLP_PROTOCOL"] = protocol,
        ["OTEL_EXPORTER_OTLP_ENDPOINT"] = (protocol == "grpc" ? collector.Grpc : collector.Http).ToString(),
        // The interval is short, so that a series starts and grows in different exports.
        ["OTEL_METRIC_EXPORT_INTERVAL"] = "250",
    };
}
