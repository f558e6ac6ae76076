using LlmCost.AI;

namespace Microsoft.Extensions.AI;

/// <summary>Adds cost metering to chat clients.</summary>
public static class CostMeteringChatClientBuilderExtensions
{
    /// <summary>Meters the cost of every call that passes through here.</summary>
    /// <param name="builder">The builder of the client.</param>
    /// <param name="meter">
    /// The meter that records; <see langword="null"/> is the one that <c>services.AddCostMetering()</c> registered, else one with default options that is
    /// shared by all clients built with the same services, or without any.
    /// </param>
    /// <param name="configure">Sets up the metering client.</param>
    /// <returns>The <paramref name="builder"/>.</returns>
    /// <remarks>
    /// Add it last, so that it sits next to the provider's client:
    /// <c>builder.UseDistributedCache(cache).UseFunctionInvocation().UseOpenTelemetry().UseCostMetering()</c>. Around a fail-over or router,
    /// meter each of its clients instead.
    /// </remarks>
    /// <exception cref="ArgumentNullException"><paramref name="builder"/> is <see langword="null"/>.</exception>
    public static ChatClientBuilder UseCostMetering(
        this ChatClientBuilder builder, CostMeter? meter = null, Action<CostMeteringChatClient>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(builder);

        return builder.Use((inner, services) =>
        {
            var client = new CostMeteringChatClient(inner, meter ?? SharedCostMeter.For(services));
            configure?.Invoke(client);
            return client;
        });
    }
}
