using LlmCost.AI;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Adds cost metering to HTTP clients.</summary>
public static class CostMeteringHttpClientBuilderExtensions
{
    /// <summary>Adds a <see cref="CostMeteringHandler"/> to an HTTP client.</summary>
    /// <param name="builder">The builder of the HTTP client.</param>
    /// <returns>The <paramref name="builder"/>.</returns>
    /// <remarks>
    /// Call this method after adding handlers that retry, such as <c>AddStandardResilienceHandler()</c>, so that the handler sees
    /// each attempt. The handler uses the registered <see cref="CostMeter"/>. If none is registered, the handler uses the default
    /// meter that all clients of the app share.
    /// </remarks>
    /// <example>
    /// <code>
    /// services.AddHttpClient("gemini").AddCostMeteringHandler();
    /// </code>
    /// </example>
    /// <exception cref="ArgumentNullException"><paramref name="builder"/> is <see langword="null"/>.</exception>
    public static IHttpClientBuilder AddCostMeteringHandler(this IHttpClientBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);

        return builder.AddHttpMessageHandler(services => new CostMeteringHandler(SharedCostMeter.For(services)));
    }
}
