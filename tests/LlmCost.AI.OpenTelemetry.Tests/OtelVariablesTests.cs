using Microsoft.Extensions.Configuration;
using OpenTelemetry.Exporter;

namespace LlmCost.AI.Tests;

public sealed class OtelVariablesTests
{
    [Fact]
    public void ToExporterOptions_NoVariables_UsesTheDefaultsOfTheSdk()
    {
        var options = Variables().ToExporterOptions();

        Assert.Equal(OtlpExportProtocol.Grpc, options.Protocol);
        Assert.Equal(new Uri("http://localhost:4317"), options.Endpoint);
    }

    [Fact]
    public void ToExporterOptions_HttpEndpointOfAllSignals_IsABaseAddress()
    {
        var options = Variables(
            ("OTEL_EXPORTER_OTLP_PROTOCOL", "http/protobuf"),
            ("OTEL_EXPORTER_OTLP_ENDPOINT", "http://collector:4318/")).ToExporterOptions();

        Assert.Equal(new Uri("http://collector:4318/v1/metrics"), options.Endpoint);
    }

    [Fact]
    public void ToExporterOptions_MetricsEndpoint_IsUsedUnchanged()
    {
        var options = Variables(
            ("OTEL_EXPORTER_OTLP_METRICS_PROTOCOL", "http/protobuf"),
            ("OTEL_EXPORTER_OTLP_ENDPOINT", "http://all:4318"),
            ("OTEL_EXPORTER_OTLP_METRICS_ENDPOINT", "http://metrics:4318/custom")).ToExporterOptions();

        Assert.Equal(new Uri("http://metrics:4318/custom"), options.Endpoint);
    }

    [Fact]
    public void ToExporterOptions_GrpcEndpoint_IsUsedUnchanged() =>
        Assert.Equal(
            new Uri("http://collector:4317"),
            Variables(("OTEL_EXPORTER_OTLP_ENDPOINT", "http://collector:4317")).ToExporterOptions().Endpoint);

    [Fact]
    public void ToExporterOptions_HeadersAndTimeout_AreUsed()
    {
        var options = Variables(("OTEL_EXPORTER_OTLP_HEADERS", "a=b"), ("OTEL_EXPORTER_OTLP_METRICS_TIMEOUT", "1234"))
            .ToExporterOptions();

        Assert.Equal("a=b", options.Headers);
        Assert.Equal(1234, options.TimeoutMilliseconds);
    }

    [Theory]
    [InlineData(
        "OTEL_EXPORTER_OTLP_PROTOCOL",
        "http/json",
        "OTEL_EXPORTER_OTLP_PROTOCOL is 'http/json'; it must be 'grpc' or 'http/protobuf'.")]
    [InlineData(
        "OTEL_EXPORTER_OTLP_ENDPOINT",
        "collector:4317",
        "OTEL_EXPORTER_OTLP_ENDPOINT is 'collector:4317'; it must be an address")]
    [InlineData("OTEL_EXPORTER_OTLP_TIMEOUT", "soon", "OTEL_EXPORTER_OTLP_TIMEOUT is 'soon'; it must be a time in milliseconds")]
    public void ToExporterOptions_BadValue_NamesTheVariable(string name, string value, string message)
    {
        var fault = Assert.Throws<FormatException>(() => Variables((name, value)).ToExporterOptions());

        Assert.StartsWith(message, fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void ExportInterval_ByDefault_IsTenSeconds() => Assert.Equal(10_000, Variables().ExportInterval);

    [Fact]
    public void ExportInterval_Set_IsUsed() =>
        Assert.Equal(500, Variables(("OTEL_METRIC_EXPORT_INTERVAL", "500")).ExportInterval);

    private static OtelVariables Variables(params (string Name, string Value)[] values) => new(
        new ConfigurationBuilder()
            .AddInMemoryCollection(values.Select(pair => KeyValuePair.Create(pair.Name, (string?)pair.Value)))
            .Build());
}
