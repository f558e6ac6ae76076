using LlmCost.AI;

namespace Microsoft.Extensions.AI;

/// <summary>Adds cost metering to embedding generators.</summary>
public static class CostMeteringEmbeddingGeneratorBuilderExtensions
{
    /// <summary>Meters the cost of every embedding call that passes through here.</summary>
    /// <typeparam name="TInput">What is embedded.</typeparam>
    /// <typeparam name="TEmbedding">The embeddings.</typeparam>
    /// <param name="builder">The builder of the generator.</param>
    /// <param name="meter">
    /// The meter that records; <see langword="null"/> is the one that <c>services.AddCostMetering()</c> registered, else one with default options that is
    /// shared by all clients built with the same services, or without any.
    /// </param>
    /// <param name="configure">Sets up the metering generator.</param>
    /// <returns>The <paramref name="builder"/>.</returns>
    /// <remarks>
    /// Add it last, so that it sits next to the provider's generator:
    /// <c>builder.UseDistributedCache(cache).UseOpenTelemetry().UseCostMetering()</c>.
    /// </remarks>
    /// <exception cref="ArgumentNullException"><paramref name="builder"/> is <see langword="null"/>.</exception>
    public static EmbeddingGeneratorBuilder<TInput, TEmbedding> UseCostMetering<TInput, TEmbedding>(
        this EmbeddingGeneratorBuilder<TInput, TEmbedding> builder,
        CostMeter? meter = null,
        Action<CostMeteringEmbeddingGenerator<TInput, TEmbedding>>? configure = null)
        where TEmbedding : Embedding
    {
        ArgumentNullException.ThrowIfNull(builder);

        return builder.Use((inner, services) =>
        {
            var generator = new CostMeteringEmbeddingGenerator<TInput, TEmbedding>(inner, meter ?? SharedCostMeter.For(services));
            configure?.Invoke(generator);
            return generator;
        });
    }
}
