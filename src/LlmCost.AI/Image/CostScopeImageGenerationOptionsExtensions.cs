using System.Diagnostics.CodeAnalysis;
using LlmCost.AI;

namespace Microsoft.Extensions.AI;

/// <summary>Sets the feature and tags of single image generation calls in their options.</summary>
public static class CostScopeImageGenerationOptionsExtensions
{
    /// <inheritdoc
    ///   cref="CostScopeChatOptionsExtensions.WithCostScope(ChatOptions, string?, ReadOnlySpan{ValueTuple{string, string}})"/>
    [Experimental(DiagnosticIds.ExperimentalModality, UrlFormat = DiagnosticIds.UrlFormat)]
    public static ImageGenerationOptions WithCostScope(
        this ImageGenerationOptions options, string? feature = null, params ReadOnlySpan<(string Name, string Value)> tags) =>
        options.WithCostScope(feature, CostTags.ToPairs(tags));

    /// <inheritdoc
    ///   cref="CostScopeChatOptionsExtensions.WithCostScope(ChatOptions, string?, IEnumerable{KeyValuePair{string, string}})"/>
    [Experimental(DiagnosticIds.ExperimentalModality, UrlFormat = DiagnosticIds.UrlFormat)]
    public static ImageGenerationOptions WithCostScope(
        this ImageGenerationOptions options, string? feature, IEnumerable<KeyValuePair<string, string>> tags) =>
        TaggedOptions.Images.Write(options, feature, tags);
}
