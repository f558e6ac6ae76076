using System.Diagnostics.CodeAnalysis;
using LlmCost.AI;

namespace Microsoft.Extensions.AI;

/// <summary>Adds cost metering to image generators.</summary>
public static class CostMeteringImageGeneratorBuilderExtensions
{
    /// <summary>Meters the cost of every call for images that passes through here.</summary>
    /// <param name="builder">The builder of the generator.</param>
    /// <param name="meter">
    /// The meter that records; <see langword="null"/> is the one that <c>services.AddCostMetering()</c> registered, else one with default options that is
    /// shared by all clients built with the same services, or without any.
    /// </param>
    /// <param name="configure">Sets up the metering generator.</param>
    /// <returns>The <paramref name="builder"/>.</returns>
    /// <remarks>
    /// Add it last, so that it sits next to the provider's generator: <c>builder.UseOpenTelemetry().UseCostMetering()</c>.
    /// </remarks>
    /// <exception cref="ArgumentNullException"><paramref name="builder"/> is <see langword="null"/>.</exception>
    [Experimental(DiagnosticIds.ExperimentalModality, UrlFormat = DiagnosticIds.UrlFormat)]
    public static ImageGeneratorBuilder UseCostMetering(
        this ImageGeneratorBuilder builder, CostMeter? meter = null, Action<CostMeteringImageGenerator>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(builder);

        return builder.Use((inner, services) =>
        {
            var generator = new CostMeteringImageGenerator(inner, meter ?? SharedCostMeter.For(services));
            configure?.Invoke(generator);
            return generator;
        });
    }
}
