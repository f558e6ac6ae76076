using LlmCost.AI;

namespace Microsoft.Extensions.AI;

/// <summary>Provides the cost of embeddings.</summary>
public static class GeneratedEmbeddingsCostExtensions
{
    /// <summary>Returns the cost of generated embeddings.</summary>
    /// <typeparam name="TEmbedding">The type of the embeddings.</typeparam>
    /// <param name="embeddings">The result of a metered generator.</param>
    /// <returns>
    /// The cost, or <see langword="null"/> if the embeddings are not from a metered generator, for example because they are from
    /// a cache.
    /// </returns>
    /// <exception cref="ArgumentNullException"><paramref name="embeddings"/> is <see langword="null"/>.</exception>
    public static CostSummary? GetCost<TEmbedding>(this GeneratedEmbeddings<TEmbedding> embeddings)
        where TEmbedding : Embedding
    {
        ArgumentNullException.ThrowIfNull(embeddings);

        return ResponseCosts.Find(embeddings);
    }
}
