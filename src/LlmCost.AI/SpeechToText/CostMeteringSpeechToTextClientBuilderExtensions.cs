using System.Diagnostics.CodeAnalysis;
using LlmCost.AI;

namespace Microsoft.Extensions.AI;

/// <summary>Adds cost metering to speech-to-text clients.</summary>
public static class CostMeteringSpeechToTextClientBuilderExtensions
{
    /// <summary>Meters the cost of every transcription or translation of speech that passes through here.</summary>
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
    public static SpeechToTextClientBuilder UseCostMetering(
        this SpeechToTextClientBuilder builder, CostMeter? meter = null, Action<CostMeteringSpeechToTextClient>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(builder);

        return builder.Use((inner, services) =>
        {
            var client = new CostMeteringSpeechToTextClient(inner, meter ?? SharedCostMeter.For(services));
            configure?.Invoke(client);
            return client;
        });
    }
}
