using LlmCost.AI;

namespace Microsoft.Extensions.AI;

/// <summary>Sets the feature and tags of single embedding calls in their options.</summary>
public static class CostScopeEmbeddingGenerationOptionsExtensions
{
    /// <inheritdoc
    ///   cref="CostScopeChatOptionsExtensions.WithCostScope(ChatOptions, string?, ReadOnlySpan{ValueTuple{string, string}})"/>
    public static EmbeddingGenerationOptions WithCostScope(
        this EmbeddingGenerationOptions options, string? feature = null, params ReadOnlySpan<(string Name, string Value)> tags) =>
        options.WithCostScope(feature, CostTags.ToPairs(tags));

    /// <inheritdoc
    ///   cref="CostScopeChatOptionsExtensions.WithCostScope(ChatOptions, string?, IEnumerable{KeyValuePair{string, string}})"/>
    public static EmbeddingGenerationOptions WithCostScope(
        this EmbeddingGenerationOptions options, string? feature, IEnumerable<KeyValuePair<string, string>> tags) =>
        TaggedOptions.Embeddings.Write(options, feature, tags);
}
