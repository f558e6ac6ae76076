using LlmCost.AI;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Registers the estimator that counts by OpenAI's tokenizers.</summary>
public static class OpenAIUsageEstimatorServiceCollectionExtensions
{
    /// <summary>Estimates usage that was not reported by OpenAI's tokenizers instead of by bytes: see <see cref="OpenAIUsageEstimator"/>.</summary>
    /// <param name="services">The services of the app.</param>
    /// <returns>The <paramref name="services"/>.</returns>
    /// <remarks>Calling it again changes nothing.</remarks>
    /// <exception cref="ArgumentNullException"><paramref name="services"/> is <see langword="null"/>.</exception>
    public static IServiceCollection AddOpenAIUsageEstimator(this IServiceCollection services)
    {
        ArgumentNullException.ThrowIfNull(services);

        services.TryAddEnumerable(ServiceDescriptor.Singleton<IUsageEstimator, OpenAIUsageEstimator>());
        return services;
    }
}
