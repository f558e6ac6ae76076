using System.Reflection;
using LlmCost.AI;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using OpenTelemetry.Exporter;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;

namespace Microsoft.Extensions.Hosting;

/// <summary>Exports the metrics of LlmCost.AI to an OpenTelemetry Collector.</summary>
public static class LlmCostHostApplicationBuilderExtensions
{
    /// <summary>
    /// Registers cost metering, and sets up the export of its metrics over OTLP: meters, views, resource and exporter.
    /// </summary>
    /// <typeparam name="TBuilder">The type of the builder.</typeparam>
    /// <param name="builder">The builder of the app.</param>
    /// <param name="configure">Configures the exporter's options. It runs after the <c>OTEL_*</c> variables are applied.</param>
    /// <returns>The <paramref name="builder"/>.</returns>
    /// <remarks>
    /// <para>
    /// The following variables are applied, from the environment or the app's configuration: <c>OTEL_SERVICE_NAME</c>,
    /// <c>OTEL_RESOURCE_ATTRIBUTES</c>, <c>OTEL_SDK_DISABLED</c>, <c>OTEL_METRICS_EXPORTER=none</c>,
    /// <c>OTEL_METRIC_EXPORT_INTERVAL</c>, <c>OTEL_METRIC_EXPORT_TIMEOUT</c>, and the endpoint, protocol, headers and timeout of
    /// <c>OTEL_EXPORTER_OTLP_*</c> and <c>OTEL_EXPORTER_OTLP_METRICS_*</c>. Metrics are exported every 10 seconds, instead of the
    /// SDK's default of 60 seconds, and always with cumulative temporality.
    /// </para>
    /// <para>
    /// The resource attributes are the app's name, the version of its entry assembly and its environment. Attributes in
    /// <c>OTEL_RESOURCE_ATTRIBUTES</c> take precedence. In Prometheus, the version appears only in <c>target_info</c>, which
    /// dashboards use to mark deployments.
    /// </para>
    /// <para>
    /// Traces, logs and other metrics are configured as usual, because this method only adds to the OpenTelemetry setup of the
    /// app. Calling it again has no effect.
    /// </para>
    /// </remarks>
    /// <exception cref="ArgumentNullException"><paramref name="builder"/> is <see langword="null"/>.</exception>
    public static TBuilder AddLlmCostTelemetry<TBuilder>(this TBuilder builder, Action<OtlpExporterOptions>? configure = null)
        where TBuilder : IHostApplicationBuilder
    {
        ArgumentNullException.ThrowIfNull(builder);

        if (builder.Services.Any(service => service.ServiceType == typeof(Registration)))
        {
            return builder;
        }

        builder.Services.AddCostMetering();
        builder.Services.AddSingleton<Registration>();
        var environment = builder.Environment;
        builder.Services.AddOpenTelemetry()
            .ConfigureResource(resource => resource
                .AddService(environment.ApplicationName, serviceVersion: ApplicationVersion())
                .AddAttributes([KeyValuePair.Create("deployment.environment.name", (object)environment.EnvironmentName)])
                .AddEnvironmentVariableDetector())
            .WithMetrics(metrics =>
            {
                metrics.AddLlmCostInstrumentation();
                if (OtelVariables.IsExporterOn(builder.Configuration))
                {
                    metrics.AddReader(services => CreateReader(services, configure));
                }
            });
        return builder;
    }

    /// <summary>Returns the version of the entry assembly, without the commit from which it was built.</summary>
    private static string? ApplicationVersion()
    {
        var version = Assembly.GetEntryAssembly()?.GetCustomAttribute<AssemblyInformationalVersionAttribute>();
        return version?.InformationalVersion.Split('+')[0];
    }

    private static ZeroFirstMetricReader CreateReader(IServiceProvider services, Action<OtlpExporterOptions>? configure)
    {
        var variables = new OtelVariables(services.GetRequiredService<IConfiguration>());
        var options = variables.ToExporterOptions();
        configure?.Invoke(options);
        return new ZeroFirstMetricReader(
            new OtlpMetricExporter(options),
            services.GetRequiredService<CostMeter>(),
            variables.ExportInterval,
            variables.ExportTimeout);
    }

    /// <summary>Marks a service collection in which the telemetry is already registered.</summary>
    private sealed class Registration;
}
