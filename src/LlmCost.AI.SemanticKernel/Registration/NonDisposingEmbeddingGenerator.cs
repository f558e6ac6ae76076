using Microsoft.Extensions.AI;

namespace LlmCost.AI;

/// <summary>Wraps a generator without taking ownership: <see cref="Dispose"/> does not dispose of the inner generator.</summary>
internal sealed class NonDisposingEmbeddingGenerator(IEmbeddingGenerator<string, Embedding<float>> generator)
    : IEmbeddingGenerator<string, Embedding<float>>
{
    public Task<GeneratedEmbeddings<Embedding<float>>> GenerateAsync(
        IEnumerable<string> values, EmbeddingGenerationOptions? options = null, CancellationToken cancellationToken = default) =>
        generator.GenerateAsync(values, options, cancellationToken);

    public object? GetService(Type serviceType, object? serviceKey = null) => generator.GetService(serviceType, serviceKey);

    public void Dispose()
    {
    }
}
