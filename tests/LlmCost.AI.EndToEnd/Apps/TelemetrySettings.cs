using LlmCost.AI.EndToEnd.Backend;

namespace LlmCost.AI.EndToEnd.Apps;

/// <summary>The variables of OpenTelemetry that send an application's metrics to the Collector of the tests.</summary>
internal static class TelemetrySettings
{
    /// <summary>The variables, by name.</summary>
    /// <param name="collector">Where the metrics go.</param>
    /// <param name="protocol">The protocol as <c>OTEL_EXPORTER_OTLP_PROTOCOL</c> has it.</param>
    public static Dictionary<string, string?> To(RealCollector collector, string protocol) => new()
    {
        ["OTEL_EXPORTER_OTLP_PROTOCOL"] = protocol,
        ["OTEL_EXPORTER_OTLP_ENDPOINT"] = (protocol == "grpc" ? collector.Grpc : collector.Http).ToString(),
        // Often enough that series begin and grow in exports of their own.
        ["OTEL_METRIC_EXPORT_INTERVAL"] = "250",
    };
}
