using System.Diagnostics.CodeAnalysis;
using LlmCost.AI;

namespace Microsoft.Extensions.AI;

/// <summary>Adds cost metering to text-to-speech clients.</summary>
public static class CostMeteringTextToSpeechClientBuilderExtensions
{
    /// <summary>Adds cost metering to the text-to-speech client pipeline.</summary>
    /// <param name="builder">The builder of the client.</param>
    /// <param name="meter">
    /// The meter that records the calls. If <see langword="null"/>, the meter that <c>services.AddCostMetering()</c> registered
    /// is used. If no meter is registered, all clients that are built with the same services share a default meter. All clients
    /// that are built without services share a separate default meter.
    /// </param>
    /// <param name="configure">Configures the metering client.</param>
    /// <returns>The <paramref name="builder"/>.</returns>
    /// <remarks>
    /// Call this method last, so that the meter is next to the provider's client:
    /// <c>builder.UseOpenTelemetry().UseCostMetering()</c>.
    /// </remarks>
    /// <exception cref="ArgumentNullException"><paramref name="builder"/> is <see langword="null"/>.</exception>
    [Experimental(DiagnosticIds.ExperimentalModality, UrlFormat = DiagnosticIds.UrlFormat)]
    public static TextToSpeechClientBuilder UseCostMetering(
        this TextToSpeechClientBuilder builder, CostMeter? meter = null, Action<CostMeteringTextToSpeechClient>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(builder);

        return builder.Use((inner, services) =>
        {
            var client = new CostMeteringTextToSpeechClient(inner, meter ?? SharedCostMeter.For(services));
            configure?.Invoke(client);
            return client;
        });
    }
}
