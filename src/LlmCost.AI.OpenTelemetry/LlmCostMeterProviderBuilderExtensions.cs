using LlmCost.AI;

namespace OpenTelemetry.Metrics;

/// <summary>Adds the meters of LlmCost.AI to a metrics pipeline.</summary>
public static class LlmCostMeterProviderBuilderExtensions
{
    /// <summary>The maximum number of series per metric of LlmCost.AI.</summary>
    /// <remarks>
    /// The limit is five times the SDK's default, which a few features with a few models would exceed. Series beyond the limit
    /// are combined into one overflow series without attributes.
    /// </remarks>
    private const int CardinalityLimit = 10_000;

    /// <summary>
    /// Adds the meters <c>LlmCost.AI</c> and <c>LlmCost.AI.GenAI</c> to a pipeline that the app configures itself.
    /// </summary>
    /// <param name="builder">The builder of the metrics pipeline.</param>
    /// <returns>The <paramref name="builder"/>.</returns>
    /// <remarks>
    /// <para>
    /// The instruments define their own bucket boundaries. Keep the default of cumulative temporality, because Prometheus accepts
    /// no other temporality.
    /// </para>
    /// <para>
    /// With this method alone, new series are not exported at zero first, so <c>increase()</c> does not include their first
    /// value. To export new series at zero first, use
    /// <see cref="Microsoft.Extensions.Hosting.LlmCostHostApplicationBuilderExtensions.AddLlmCostTelemetry"/> or an exporter that
    /// calls <see cref="CostMeter.HoldNewSeries"/>.
    /// </para>
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
