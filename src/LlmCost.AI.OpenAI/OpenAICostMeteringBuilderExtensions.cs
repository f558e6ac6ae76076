using LlmCost.AI;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Adds the usage that only OpenAI's client reports.</summary>
public static class OpenAICostMeteringBuilderExtensions
{
    /// <summary>
    /// Reads the usage that is only in the raw responses of OpenAI's client: see <see cref="OpenAIUsageReader"/>.
    /// </summary>
    /// <param name="builder">The builder of cost metering.</param>
    /// <returns>The <paramref name="builder"/>.</returns>
    /// <remarks>Adding it again has no effect.</remarks>
    /// <exception cref="ArgumentNullException"><paramref name="builder"/> is <see langword="null"/>.</exception>
    public static ICostMeteringBuilder AddOpenAIUsage(this ICostMeteringBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);

        builder.Services.TryAddEnumerable(ServiceDescriptor.Singleton<IUsageReader, OpenAIUsageReader>());
        return builder;
    }
}
