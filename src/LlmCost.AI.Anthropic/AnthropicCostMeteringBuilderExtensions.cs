using LlmCost.AI;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Provides an extension method that adds a reader of usage for Anthropic's client.</summary>
public static class AnthropicCostMeteringBuilderExtensions
{
    /// <summary>
    /// Adds <see cref="AnthropicUsageReader"/>, which reads usage that only raw responses of Anthropic's client contain.
    /// </summary>
    /// <param name="builder">The builder of cost metering.</param>
    /// <returns>The <paramref name="builder"/>.</returns>
    /// <remarks>
    /// Strict budgets also lower the maximum output in Anthropic's own options (<c>RawRepresentationFactory</c>), which would
    /// otherwise replace the maximum that the budget allows. Calling this method again has no effect.
    /// </remarks>
    /// <exception cref="ArgumentNullException"><paramref name="builder"/> is <see langword="null"/>.</exception>
    public static ICostMeteringBuilder AddAnthropicUsage(this ICostMeteringBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);

        builder.Services.TryAddEnumerable(ServiceDescriptor.Singleton<IUsageReader, AnthropicUsageReader>());
        builder.Services.TryAddEnumerable(ServiceDescriptor.Singleton<IOutputLimiter, AnthropicOutputLimiter>());
        return builder;
    }
}
