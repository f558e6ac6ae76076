using Microsoft.Extensions.AI;

namespace LlmCost.AI.Tests;

/// <summary>A provider's embedding generator with configurable responses.</summary>
internal sealed class TestEmbeddingGenerator : IEmbeddingGenerator<string, Embedding<float>>
{
    public EmbeddingGeneratorMetadata? Metadata { get; set; } = new(
        "openai", new Uri("https://api.openai.com/v1"), "text-embedding-3-small");

    /// <summary>Gets the options of the last call, as the provider received them.</summary>
    public EmbeddingGenerationOptions? Options { get; private set; }

    public Func<CancellationToken, Task<GeneratedEmbeddings<Embedding<float>>>> OnGenerate { get; set; } = _ =>
        Task.FromResult(Embeddings());

    public static GeneratedEmbeddings<Embedding<float>> Embeddings(
        long? tokens = 1_000, string? model = "text-embedding-3-small") =>
        new([new Embedding<float>(new float[] { 1, 2 }) { ModelId = model }])
        {
            Usage = tokens is null ? null : new UsageDetails { InputTokenCount = tokens, TotalTokenCount = tokens },
        };

    public Task<GeneratedEmbeddings<Embedding<float>>> GenerateAsync(
        IEnumerable<string> values, EmbeddingGenerationOptions? options = null, CancellationToken cancellationToken = default)
    {
        Options = options;
        return OnGenerate(cancellationToken);
    }

    public object? GetService(Type serviceType, object? serviceKey = null) =>
        serviceKey is not null ? null
        : serviceType == typeof(EmbeddingGeneratorMetadata) ? Metadata
        : serviceType.IsInstanceOfType(this) ? this
        : null;

    public void Dispose()
    {
    }
}
