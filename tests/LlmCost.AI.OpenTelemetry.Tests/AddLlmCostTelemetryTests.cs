using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using OpenTelemetry;
using OpenTelemetry.Metrics;

namespace LlmCost.AI.Tests;

public sealed class AddLlmCostTelemetryTests
{
    [Fact]
    public void AddLlmCostTelemetry_RegistersTheMeterAndTheMetrics()
    {
        using var host = Build();

        Assert.NotNull(host.Services.GetService<CostMeter>());
        Assert.NotNull(host.Services.GetService<MeterProvider>());
    }

    [Fact]
    public void AddLlmCostTelemetry_Twice_RegistersOnce()
    {
        var builder = Builder().AddLlmCostTelemetry();
        var count = builder.Services.Count;

        builder.AddLlmCostTelemetry();

        Assert.Equal(count, builder.Services.Count);
    }

    [Fact]
    public void Resource_ByDefault_IsTheAppAndItsEnvironment()
    {
        using var host = Build();

        var resource = Resource(host);
        Assert.Equal("the-app", resource["service.name"]);
        Assert.Equal("Staging", resource["deployment.environment.name"]);
        Assert.Matches(@"^\d+\.\d+\.\d+", (string)resource["service.version"]);
        Assert.DoesNotContain("+", (string)resource["service.version"], StringComparison.Ordinal);
    }

    [Fact]
    public void Resource_Variables_TakePrecedence()
    {
        using var host = Build(
            ("OTEL_SERVICE_NAME", "checkout"),
            ("OTEL_RESOURCE_ATTRIBUTES", "deployment.environment.name=prod,service.version=2.0.0-rc.1,team=search"));

        var resource = Resource(host);
        Assert.Equal("checkout", resource["service.name"]);
        Assert.Equal("prod", resource["deployment.environment.name"]);
        Assert.Equal("2.0.0-rc.1", resource["service.version"]);
        Assert.Equal("search", resource["team"]);
    }

    [Fact]
    public void ExporterNone_ExportsNothing_ButStillMeters()
    {
        using var host = Build(("OTEL_METRICS_EXPORTER", "none"), ("OTEL_EXPORTER_OTLP_ENDPOINT", "not an address"));

        Assert.NotNull(host.Services.GetRequiredService<MeterProvider>());
    }

    [Fact]
    public void BadVariable_FailsWhenTheHostIsBuilt()
    {
        using var host = Build(("OTEL_EXPORTER_OTLP_ENDPOINT", "not an address"));

        var fault = Assert.Throws<FormatException>(() => host.Services.GetRequiredService<MeterProvider>());
        Assert.Contains("OTEL_EXPORTER_OTLP_ENDPOINT", fault.Message, StringComparison.Ordinal);
    }

    private static IHost Build(params (string Name, string Value)[] variables) =>
        Builder(variables).AddLlmCostTelemetry().Build();

    private static HostApplicationBuilder Builder(params (string Name, string Value)[] variables)
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings
        {
            ApplicationName = "the-app",
            EnvironmentName = "Staging",
        });
        foreach (var (name, value) in variables)
        {
            builder.Configuration[name] = value;
        }

        return builder;
    }

    private static Dictionary<string, object> Resource(IHost host) =>
        host.Services.GetRequiredService<MeterProvider>().GetResource().Attributes.ToDictionary();
}
