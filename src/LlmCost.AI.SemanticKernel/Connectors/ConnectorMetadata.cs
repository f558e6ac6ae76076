using System.Collections.Concurrent;
using System.Reflection;
using Microsoft.Extensions.AI;
using OpenAI.Chat;

namespace LlmCost.AI;

/// <summary>
/// Reads usage, model and response id from the metadata of Semantic Kernel's connectors. Each connector has its own format.
/// </summary>
internal static class ConnectorMetadata
{
    private const string Usage = "Usage";

    /// <summary>The metadata keys of token counts, one set per connector format.</summary>
    private static readonly TokenCountKeys[] s_names =
    [
        // Mistral, and the usage object of Hugging Face.
        new("PromptTokens", "CompletionTokens", "TotalTokens"),

        // Bedrock Converse.
        new("InputTokens", "OutputTokens", "TotalTokens", CacheRead: "CacheReadInputTokens", CacheWrite: "CacheWriteInputTokens"),

        // Gemini.
        new(
            "PromptTokenCount",
            "CandidatesTokenCount",
            "TotalTokenCount",
            "CachedContentTokenCount",
            Thoughts: "ThoughtsTokenCount"),

        // Hugging Face chat.
        new("UsagePromptTokens", "UsageCompletionTokens", "UsageTotalTokens"),

        // Ollama.
        new("PromptEvalCount", "EvalCount"),
    ];

    private static readonly ConcurrentDictionary<(Type, string), PropertyInfo?> s_properties = new();

    /// <summary>Reads the metadata of a response.</summary>
    /// <param name="metadata">The metadata of the response.</param>
    /// <param name="innerContent">The provider's raw response object.</param>
    /// <param name="modelId">The model id from the connector, which is the requested model for most connectors.</param>
    public static ConnectorUsage Read(IReadOnlyDictionary<string, object?>? metadata, object? innerContent, string? modelId)
    {
        var raw = Find(metadata, Usage) is { } found and not string ? found : UsageOf(innerContent);
        var (usage, isPart) = raw switch
        {
            UsageContent content => (content.Details, true),
            UsageDetails details => (details, false),
            ChatTokenUsage tokens => (OpenAIUsage.ToUsageDetails(tokens), false),
            null when innerContent is StreamingChatCompletionUpdate or ChatCompletion => (null, false),
            null => (FromNames(name => Find(metadata, name)), false),
            _ => (FromNames(name => Property(raw, name)), false),
        };

        return new ConnectorUsage(
            usage,
            isPart,
            ModelOf(metadata, innerContent, raw is UsageContent or UsageDetails ? modelId : null),
            IdOf(metadata, innerContent),
            raw ?? (innerContent is string ? null : innerContent));
    }

    /// <summary>Returns the usage in the provider's raw response object, if the metadata has no usage.</summary>
    /// <remarks>
    /// Raw objects of OpenAI's client are ignored, because OpenAI's connector reports the usage in the metadata. An adapter for a
    /// chat client reports the total usage of all round trips at the end. This total includes the usage in the raw objects.
    /// </remarks>
    private static object? UsageOf(object? innerContent) =>
        innerContent is null or string or ChatCompletion or StreamingChatCompletionUpdate ? null : Property(innerContent, Usage);

    private static string? ModelOf(IReadOnlyDictionary<string, object?>? metadata, object? innerContent, string? modelId) =>
        innerContent switch
        {
            StreamingChatCompletionUpdate update => update.Model,
            ChatCompletion completion => completion.Model,
            _ => modelId ?? Find(metadata, "Model") as string,
        };

    private static string? IdOf(IReadOnlyDictionary<string, object?>? metadata, object? innerContent) => innerContent switch
    {
        StreamingChatCompletionUpdate update => update.CompletionId,
        ChatCompletion completion => completion.Id,
        _ => Find(metadata, "Id") as string ?? Find(metadata, "CompletionId") as string,
    };

    private static UsageDetails? FromNames(Func<string, object?> find)
    {
        foreach (var names in s_names)
        {
            if (names.Read(find) is { } usage)
            {
                return usage;
            }
        }

        return null;
    }

    private static object? Find(IReadOnlyDictionary<string, object?>? metadata, string name) =>
        metadata is not null && metadata.TryGetValue(name, out var value) ? value : null;

    private static object? Property(object owner, string name) =>
        s_properties.GetOrAdd((owner.GetType(), name), static key => key.Item1.GetProperty(key.Item2))?.GetValue(owner);
}
