using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.AI;

namespace LlmCost.AI;

/// <summary>The types of call options that can contain a feature and tags. They have no common base type.</summary>
internal static class TaggedOptions
{
    public static readonly TaggedOptions<ChatOptions> Chat = new(
        options => options.AdditionalProperties,
        (options, properties) => options.AdditionalProperties = properties,
        options => options.Clone());

    public static readonly TaggedOptions<EmbeddingGenerationOptions> Embeddings = new(
        options => options.AdditionalProperties,
        (options, properties) => options.AdditionalProperties = properties,
        options => options.Clone());

    [Experimental("MEAI001")]
    public static readonly TaggedOptions<ImageGenerationOptions> Images = new(
        options => options.AdditionalProperties,
        (options, properties) => options.AdditionalProperties = properties,
        options => options.Clone());

    [Experimental("MEAI001")]
    public static readonly TaggedOptions<SpeechToTextOptions> SpeechToText = new(
        options => options.AdditionalProperties,
        (options, properties) => options.AdditionalProperties = properties,
        options => options.Clone());

    [Experimental("MEAI001")]
    public static readonly TaggedOptions<TextToSpeechOptions> TextToSpeech = new(
        options => options.AdditionalProperties,
        (options, properties) => options.AdditionalProperties = properties,
        options => options.Clone());
}
