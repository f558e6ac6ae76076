using LlmCost.AI;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Adds usage estimates with OpenAI's tokenizers.</summary>
public static class OpenAITokenizersCostMeteringBuilderExtensions
{
    /// <summary>
    /// Uses OpenAI's tokenizers, instead of the number of bytes, to estimate usage that the provider did not report. See
    /// <see cref="OpenAIUsageEstimator"/>.
    /// </summary>
    /// <param name="builder">The builder of cost metering.</param>
    /// <returns>The <paramref name="builder"/>.</returns>
    /// <remarks>Calling this method again has no effect.</remarks>
    /// <exception cref="ArgumentNullException"><paramref name="builder"/> is <see langword="null"/>.</exception>
    public static ICostMeteringBuilder AddOpenAITokenizers(this ICostMeteringBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);

        builder.Services.TryAddEnumerable(ServiceDescriptor.Singleton<IUsageEstimator, OpenAIUsageEstimator>());
        return builder;
    }
}
