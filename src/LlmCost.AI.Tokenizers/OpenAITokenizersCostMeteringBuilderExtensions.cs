using LlmCost.AI;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Adds estimates by OpenAI's tokenizers.</summary>
public static class OpenAITokenizersCostMeteringBuilderExtensions
{
    /// <summary>
    /// Estimates usage that the provider did not report with OpenAI's tokenizers instead of by bytes: see
    /// <see cref="OpenAIUsageEstimator"/>.
    /// </summary>
    /// <param name="builder">The builder of cost metering.</param>
    /// <returns>The <paramref name="builder"/>.</returns>
    /// <remarks>Adding it again has no effect.</remarks>
    /// <exception cref="ArgumentNullException"><paramref name="builder"/> is <see langword="null"/>.</exception>
    public static ICostMeteringBuilder AddOpenAITokenizers(this ICostMeteringBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);

        builder.Services.TryAddEnumerable(ServiceDescriptor.Singleton<IUsageEstimator, OpenAIUsageEstimator>());
        return builder;
    }
}
