using System.Diagnostics.CodeAnalysis;
using LlmCost.AI;

namespace Microsoft.Extensions.AI;

/// <summary>Adds cost metering to text-to-speech clients.</summary>
public static class CostMeteringTextToSpeechClientBuilderExtensions
{
    /// <summary>Meters the cost of every text that is spoken through here.</summary>
    /// <param name="builder">The builder of the client.</param>
    /// <param name="meter">
    /// The meter that records; <see langword="null"/> is the one that <c>services.AddCostMetering()</c> registered, else one with default options that is
    /// shared by all clients built with the same services, or without any.
    /// </param>
    /// <param name="configure">Sets up the metering client.</param>
    /// <returns>The <paramref name="builder"/>.</returns>
    /// <remarks>
    /// Add it last, so that it sits next to the provider's client: <c>builder.UseOpenTelemetry().UseCostMetering()</c>.
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
