using System.Globalization;
using Microsoft.Extensions.Configuration;
using OpenTelemetry.Exporter;

namespace LlmCost.AI;

/// <summary>Reads OpenTelemetry's standard variables from the app's configuration, which includes the environment.</summary>
internal sealed class OtelVariables(IConfiguration configuration)
{
    private const int DefaultExportInterval = 10_000;
    private const int DefaultExportTimeout = 30_000;

    /// <summary>Gets the time between exports, in milliseconds.</summary>
    public int ExportInterval => Milliseconds("OTEL_METRIC_EXPORT_INTERVAL") ?? DefaultExportInterval;

    /// <summary>Gets the timeout of an export, in milliseconds.</summary>
    public int ExportTimeout => Milliseconds("OTEL_METRIC_EXPORT_TIMEOUT") ?? DefaultExportTimeout;

    /// <summary>Returns true unless <c>OTEL_METRICS_EXPORTER</c> is <c>none</c>.</summary>
    public static bool IsExporterOn(IConfiguration configuration) =>
        !string.Equals(configuration["OTEL_METRICS_EXPORTER"], "none", StringComparison.OrdinalIgnoreCase);

    /// <summary>
    /// Returns the options of the exporter. Variables for metrics take precedence over variables for all signals.
    /// </summary>
    /// <exception cref="FormatException">
    /// A variable has an invalid value. The message contains the name of the variable.
    /// </exception>
    public OtlpExporterOptions ToExporterOptions()
    {
        var options = new OtlpExporterOptions();
        if (Exporter("PROTOCOL") is { } protocol)
        {
            options.Protocol = protocol.Value switch
            {
                "grpc" => OtlpExportProtocol.Grpc,
                "http/protobuf" => OtlpExportProtocol.HttpProtobuf,
                _ => throw new FormatException($"{protocol.Name} is '{protocol.Value}'; it must be 'grpc' or 'http/protobuf'."),
            };
        }

        if (Exporter("ENDPOINT") is { } endpoint)
        {
            options.Endpoint = Endpoint(endpoint, options.Protocol);
        }

        if (Exporter("HEADERS") is { } headers)
        {
            options.Headers = headers.Value;
        }

        if (Exporter("TIMEOUT") is { } timeout)
        {
            options.TimeoutMilliseconds = Milliseconds(timeout.Name) ?? options.TimeoutMilliseconds;
        }

        return options;
    }

    private static Uri Endpoint((string Name, string Value) variable, OtlpExportProtocol protocol)
    {
        if (!Uri.TryCreate(variable.Value, UriKind.Absolute, out var endpoint) || endpoint.Scheme is not ("http" or "https"))
        {
            throw new FormatException(
                $"{variable.Name} is '{variable.Value}'; it must be an address such as 'http://localhost:4317'.");
        }

        // An endpoint for all signals is a base URL, to which the path for metrics is added. An endpoint for metrics is used
        // unchanged (OTLP exporter specification, "Endpoint URLs for OTLP/HTTP").
        return protocol is OtlpExportProtocol.HttpProtobuf && !variable.Name.Contains("METRICS", StringComparison.Ordinal)
            ? new Uri($"{endpoint.AbsoluteUri.TrimEnd('/')}/v1/metrics")
            : endpoint;
    }

    private (string Name, string Value)? Exporter(string name) =>
        Find($"OTEL_EXPORTER_OTLP_METRICS_{name}") ?? Find($"OTEL_EXPORTER_OTLP_{name}");

    private (string Name, string Value)? Find(string name) =>
        configuration[name] is { Length: > 0 } value ? (name, value.Trim()) : null;

    private int? Milliseconds(string name)
    {
        if (Find(name) is not { Value: var value })
        {
            return null;
        }

        return int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var milliseconds) && milliseconds > 0
            ? milliseconds
            : throw new FormatException($"{name} is '{value}'; it must be a time in milliseconds, greater than 0.");
    }
}
