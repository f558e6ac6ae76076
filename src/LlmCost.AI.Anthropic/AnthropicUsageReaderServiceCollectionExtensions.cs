using LlmCost.AI;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Registers the reader of Anthropic's raw responses.</summary>
public static class AnthropicUsageReaderServiceCollectionExtensions
{
    /// <summary>Lets the meter see what only the raw responses of Anthropic's client tell: see <see cref="AnthropicUsageReader"/>.</summary>
    /// <param name="services">The services of the app.</param>
    /// <returns>The <paramref name="services"/>.</returns>
    /// <remarks>Calling it again changes nothing.</remarks>
    /// <exception cref="ArgumentNullException"><paramref name="services"/> is <see langword="null"/>.</exception>
    public static IServiceCollection AddAnthropicUsageReader(this IServiceCollection services)
    {
        ArgumentNullException.ThrowIfNull(services);

        services.TryAddEnumerable(ServiceDescriptor.Singleton<IUsageReader, AnthropicUsageReader>());
        return services;
    }
}
