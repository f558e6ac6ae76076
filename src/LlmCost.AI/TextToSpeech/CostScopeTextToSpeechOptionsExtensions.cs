using System.Diagnostics.CodeAnalysis;
using LlmCost.AI;

namespace Microsoft.Extensions.AI;

/// <summary>Sets the feature and tags of single text-to-speech calls in their options.</summary>
public static class CostScopeTextToSpeechOptionsExtensions
{
    /// <inheritdoc
    ///   cref="CostScopeChatOptionsExtensions.WithCostScope(ChatOptions, string?, ReadOnlySpan{ValueTuple{string, string}})"/>
    [Experimental(DiagnosticIds.ExperimentalModality, UrlFormat = DiagnosticIds.UrlFormat)]
    public static TextToSpeechOptions WithCostScope(
        this TextToSpeechOptions options, string? feature = null, params ReadOnlySpan<(string Name, string Value)> tags) =>
        options.WithCostScope(feature, CostTags.ToPairs(tags));

    /// <inheritdoc
    ///   cref="CostScopeChatOptionsExtensions.WithCostScope(ChatOptions, string?, IEnumerable{KeyValuePair{string, string}})"/>
    [Experimental(DiagnosticIds.ExperimentalModality, UrlFormat = DiagnosticIds.UrlFormat)]
    public static TextToSpeechOptions WithCostScope(
        this TextToSpeechOptions options, string? feature, IEnumerable<KeyValuePair<string, string>> tags) =>
        TaggedOptions.TextToSpeech.Write(options, feature, tags);
}
