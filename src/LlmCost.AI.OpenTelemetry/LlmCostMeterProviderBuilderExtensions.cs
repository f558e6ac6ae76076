using LlmCost.AI;

namespace OpenTelemetry.Metrics;

/// <summary>Subscribes a metrics pipeline to LlmCost.AI.</summary>
public static class LlmCostMeterProviderBuilderExtensions
{
    /// <summary>
    /// How many series a metric of ours may have: five times the default of the SDK, which a few features on a few models would pass.
    /// Beyond it the SDK still counts everything, in one series without attributes.
    /// </summary>
    private const int CardinalityLimit = 10_000;

    /// <summary>Subscribes to the meters <c>LlmCost.AI</c> and <c>LlmCost.AI.GenAI</c>, for those who set up the rest themselves.</summary>
    /// <param name="builder">The builder of the metrics pipeline.</param>
    /// <returns>The <paramref name="builder"/>.</returns>
    /// <remarks>
    /// Bucket bounds come with the instruments. Keep cumulative temporality, the default: Prometheus takes no other. The zero
    /// points of new series, which let <c>increase()</c> see a series' first value, need
    /// <see cref="Microsoft.Extensions.Hosting.LlmCostHostApplicationBuilderExtensions.AddLlmCostTelemetry"/> or an exporter that uses
    /// <see cref="CostMeter.HoldNewSeries"/>.
    /// </remarks>
    /// <exception cref="ArgumentNullException"><paramref name="builder"/> is <see langword="null"/>.</exception>
    public static MeterProviderBuilder AddLlmCostInstrumentation(this MeterProviderBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);

        return builder
            .AddMeter(LlmCostTelemetry.MeterName, LlmCostTelemetry.GenAIMeterName)
            .AddView(instrument => instrument.Meter.Name is LlmCostTelemetry.MeterName
                ? new MetricStreamConfiguration { CardinalityLimit = CardinalityLimit }
                : null);
    }
}
