using System.Reflection;
using LlmCost.AI;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using OpenTelemetry.Exporter;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;

namespace Microsoft.Extensions.Hosting;

/// <summary>Sends the metrics of LlmCost.AI to a Collector.</summary>
public static class LlmCostHostApplicationBuilderExtensions
{
    /// <summary>Registers cost metering and sends its metrics over OTLP: meters, views, resource and exporter.</summary>
    /// <typeparam name="TBuilder">The type of the builder.</typeparam>
    /// <param name="builder">The builder of the app.</param>
    /// <param name="configure">Changes the exporter's options, after the <c>OTEL_*</c> variables have been read.</param>
    /// <returns>The <paramref name="builder"/>.</returns>
    /// <remarks>
    /// <para>
    /// Honours <c>OTEL_SERVICE_NAME</c>, <c>OTEL_RESOURCE_ATTRIBUTES</c>, <c>OTEL_SDK_DISABLED</c>, <c>OTEL_METRICS_EXPORTER=none</c>, the endpoint, protocol,
    /// headers and timeout of <c>OTEL_EXPORTER_OTLP_*</c> and <c>OTEL_EXPORTER_OTLP_METRICS_*</c>, <c>OTEL_METRIC_EXPORT_INTERVAL</c> and
    /// <c>OTEL_METRIC_EXPORT_TIMEOUT</c>, from the environment or the app's configuration. Differences from the SDK's defaults: it exports every
    /// 10 seconds instead of 60, and cumulatively always.
    /// </para>
    /// <para>
    /// The resource is the app's name, the version of its program, and its environment; <c>OTEL_RESOURCE_ATTRIBUTES</c> wins. The version is in Prometheus'
    /// <c>target_info</c> alone, by which dashboards mark deployments.
    /// </para>
    /// <para>
    /// Adds to the OpenTelemetry of the app: traces, logs and other metrics are set up as usual beside it. Calling it again changes nothing.
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

    /// <summary>That of the program that was started, without the commit that it was built from.</summary>
    private static string? ApplicationVersion() =>
        Assembly.GetEntryAssembly()?.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0];

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

    /// <summary>Marks that the telemetry is set up.</summary>
    private sealed class Registration;
}
