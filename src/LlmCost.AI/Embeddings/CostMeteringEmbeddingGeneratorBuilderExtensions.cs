using LlmCost.AI;

namespace Microsoft.Extensions.AI;

/// <summary>Adds cost metering to embedding generators.</summary>
public static class CostMeteringEmbeddingGeneratorBuilderExtensions
{
    /// <summary>Adds cost metering to the embedding generator pipeline.</summary>
    /// <typeparam name="TInput">The type of the input.</typeparam>
    /// <typeparam name="TEmbedding">The type of the embeddings.</typeparam>
    /// <param name="builder">The builder of the generator.</param>
    /// <param name="meter">
    /// The meter that records the calls. If <see langword="null"/>, the meter that <c>services.AddCostMetering()</c> registered
    /// is used. If no meter is registered, all clients that are built with the same services share a default meter. All clients
    /// that are built without services share a separate default meter.
    /// </param>
    /// <param name="configure">Configures the metering generator.</param>
    /// <returns>The <paramref name="builder"/>.</returns>
    /// <remarks>
    /// Call this method last, so that the meter is next to the provider's generator:
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
