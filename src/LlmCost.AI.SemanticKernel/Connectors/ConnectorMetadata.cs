using System.Collections.Concurrent;
using System.Reflection;
using Microsoft.Extensions.AI;
using OpenAI.Chat;

namespace LlmCost.AI;

/// <summary>Reads usage, model and id from the metadata of Semantic Kernel's connectors, each of which has its own.</summary>
internal static class ConnectorMetadata
{
    private const string Usage = "Usage";

    /// <summary>
    /// The names under which connectors count, each in one form: input, output, total, read from a cache, written to a cache, thoughts.
    /// </summary>
    private static readonly TokenCountKeys[] s_names =
    [
        // Mistral, and Hugging Face's own object.
        new("PromptTokens", "CompletionTokens", "TotalTokens"),

        // Bedrock's Converse.
        new("InputTokens", "OutputTokens", "TotalTokens", CacheRead: "CacheReadInputTokens", CacheWrite: "CacheWriteInputTokens"),

        // Gemini.
        new("PromptTokenCount", "CandidatesTokenCount", "TotalTokenCount", "CachedContentTokenCount", Thoughts: "ThoughtsTokenCount"),

        // Hugging Face's chat.
        new("UsagePromptTokens", "UsageCompletionTokens", "UsageTotalTokens"),

        // Ollama.
        new("PromptEvalCount", "EvalCount"),
    ];

    private static readonly ConcurrentDictionary<(Type, string), PropertyInfo?> s_properties = new();

    /// <summary>Reads an answer.</summary>
    /// <param name="metadata">Its metadata.</param>
    /// <param name="innerContent">The provider's own object.</param>
    /// <param name="modelId">What the connector gives as model: most give the one that was asked for.</param>
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

    /// <summary>
    /// The usage of a connector that has it in the provider's own object only. OpenAI's has it in the metadata; what a chat client behind an
    /// adapter has in the object of one round trip is part of the sum that comes in the end.
    /// </summary>
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
