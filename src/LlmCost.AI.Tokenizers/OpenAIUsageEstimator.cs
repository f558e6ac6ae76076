using System.Collections.Concurrent;
using System.Text.Json;
using Microsoft.Extensions.AI;
using Microsoft.ML.Tokenizers;

namespace LlmCost.AI;

/// <summary>
/// Estimates the usage of OpenAI's models with their tokenizers (o200k, cl100k) and OpenAI's published counting rules.
/// </summary>
/// <remarks>
/// <para>
/// Messages and tool definitions are counted as in OpenAI's cookbook ("How to count tokens with tiktoken"): 3 tokens per message,
/// 1 per name, and 3 for the start of the response. An image counts as 85 tokens plus 170 per tile of 512 pixels (guide "Images
/// and vision"). For models without a known tokenizer, the built-in estimate applies.
/// </para>
/// <para>This type is thread-safe. A tokenizer is loaded on first use.</para>
/// </remarks>
public sealed class OpenAIUsageEstimator : IUsageEstimator
{
    private const int PerMessage = 3;
    private const int PerName = 1;
    private const int PerAnswer = 3;

    /// <summary>The maximum number of cached model names. The cache is limited because users may choose the names.</summary>
    private const int MaxModels = 1_000;

    private static readonly Lazy<Tokenizer> s_o200K = new(() => TiktokenTokenizer.CreateForEncoding("o200k_base"));
    private static readonly Lazy<Tokenizer> s_cl100K = new(() => TiktokenTokenizer.CreateForEncoding("cl100k_base"));

    private readonly ConcurrentDictionary<string, Encoding> _encodings = new(StringComparer.OrdinalIgnoreCase);

    private enum Encoding
    {
        None,
        O200K,
        Cl100K,
    }

    /// <inheritdoc/>
    public long? EstimateInput(string? model, IReadOnlyList<ChatMessage> messages, ChatOptions? options)
    {
        ArgumentNullException.ThrowIfNull(messages);

        if (Find(model) is not var (tokenizer, encoding))
        {
            return null;
        }

        long tokens = PerAnswer;
        if (options?.Instructions is { Length: > 0 } instructions)
        {
            tokens += PerMessage + tokenizer.CountTokens(ChatRole.System.Value) + tokenizer.CountTokens(instructions);
        }

        foreach (var message in messages)
        {
            tokens += Count(tokenizer, message);
        }

        foreach (var tool in options?.Tools?.OfType<AIFunctionDeclaration>() ?? [])
        {
            tokens += ToolTokens.Count(tokenizer, tool, isOld: encoding is Encoding.Cl100K);
        }

        return tokens;
    }

    /// <inheritdoc/>
    public long? EstimateOutput(string? model, string text)
    {
        ArgumentNullException.ThrowIfNull(text);

        return Find(model) is var (tokenizer, _) ? tokenizer.CountTokens(text) : null;
    }

    private static long Count(Tokenizer tokenizer, ChatMessage message)
    {
        long tokens = PerMessage + tokenizer.CountTokens(message.Role.Value);
        if (message.AuthorName is { Length: > 0 } name)
        {
            tokens += PerName + tokenizer.CountTokens(name);
        }

        foreach (var content in message.Contents)
        {
            tokens += content switch
            {
                TextContent { Text: { } text } => tokenizer.CountTokens(text),
                FunctionCallContent call => tokenizer.CountTokens(call.Name) + tokenizer.CountTokens(Json(call.Arguments)),
                FunctionResultContent result => tokenizer.CountTokens(result.Result?.ToString() ?? ""),
                DataContent data when data.HasTopLevelMediaType("image") =>
                    ImageTokens.Count(data.Data.Span, data.AdditionalProperties),
                UriContent uri when uri.HasTopLevelMediaType("image") => ImageTokens.Count([], uri.AdditionalProperties),
                _ => 0,
            };
        }

        return tokens;
    }

    private static string Json(IDictionary<string, object?>? arguments)
    {
        if (arguments is null)
        {
            return "";
        }

        var type = AIJsonUtilities.DefaultOptions.GetTypeInfo(typeof(IDictionary<string, object?>));
        return JsonSerializer.Serialize(arguments, type);
    }

    private (Tokenizer Tokenizer, Encoding Encoding)? Find(string? model)
    {
        if (string.IsNullOrWhiteSpace(model))
        {
            return null;
        }

        if (!_encodings.TryGetValue(model, out var encoding))
        {
            encoding = EncodingOf(model);
            if (_encodings.Count < MaxModels)
            {
                _encodings.TryAdd(model, encoding);
            }
        }

        return encoding switch
        {
            Encoding.O200K => (s_o200K.Value, encoding),
            Encoding.Cl100K => (s_cl100K.Value, encoding),
            _ => null,
        };
    }

    /// <summary>
    /// Returns the encoding that a model's family uses. The prefixes of fine-tuned models and of gateways are ignored.
    /// </summary>
    private static Encoding EncodingOf(string model)
    {
        var name = model.Trim().ToLowerInvariant();
        name = name.StartsWith("ft:", StringComparison.Ordinal) ? name[3..] : name;
        name = name.StartsWith("openai/", StringComparison.Ordinal) ? name["openai/".Length..] : name;
        return name switch
        {
            _ when Is("gpt-5", "gpt-4o", "gpt-4.1", "gpt-4.5", "chatgpt-4o", "o1", "o3", "o4", "gpt-oss") => Encoding.O200K,
            _ when Is("gpt-4", "gpt-3.5", "text-embedding-3", "text-embedding-ada-002") => Encoding.Cl100K,
            _ => Encoding.None,
        };

        // Matches the family name alone or followed by a separator: o1-mini belongs to o1, but o10 does not.
        bool Is(params ReadOnlySpan<string> families)
        {
            foreach (var family in families)
            {
                if (name.StartsWith(family, StringComparison.Ordinal)
                    && (name.Length == family.Length || name[family.Length] is '-' or '.' or ':'))
                {
                    return true;
                }
            }

            return false;
        }
    }
}
