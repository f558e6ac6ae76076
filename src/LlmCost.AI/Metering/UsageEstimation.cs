using System.Text;
using Microsoft.Extensions.AI;

namespace LlmCost.AI;

/// <summary>Estimates the tokens of calls whose usage the provider did not report.</summary>
/// <remarks>
/// Without an estimator, four bytes of UTF-8 count as one token. This matches OpenAI's rule of thumb of four English letters per
/// token. A Chinese or Japanese character, which has three bytes, therefore counts as three quarters of a token. Records of such
/// calls are marked as estimated.
/// </remarks>
internal static class UsageEstimation
{
    private const int BytesPerToken = 4;
    private const int TokensPerMessage = 8;
    private const int TokensPerImage = 1_600;

    /// <summary>
    /// Estimates the tokens of the input, which consists of the instructions and the messages, including tool calls and their
    /// results. Tool definitions and images are included if an estimator counts them.
    /// </summary>
    /// <param name="estimators">The estimators. The first non-null result wins.</param>
    /// <param name="model">The model.</param>
    /// <param name="messages">
    /// The messages. They are read only if they are a collection, because enumerating a lazy sequence again could run the
    /// caller's code twice.
    /// </param>
    /// <param name="options">The options of the call.</param>
    public static TokenUsage Input(
        IUsageEstimator[] estimators, string? model, IEnumerable<ChatMessage> messages, ChatOptions? options)
    {
        var known = messages as IReadOnlyList<ChatMessage> ?? [];
        foreach (var estimator in estimators)
        {
            if (estimator.EstimateInput(model, known, options) is >= 0 and var tokens)
            {
                return new TokenUsage { Input = tokens };
            }
        }

        return new TokenUsage { Input = Tokens(Bytes(known) + Encoding.UTF8.GetByteCount(options?.Instructions ?? "")) };
    }

    /// <summary>Estimates the input of a request from its size in bytes of UTF-8.</summary>
    public static TokenUsage Input(long bytes) => new() { Input = Tokens(bytes) };

    /// <summary>Estimates the output.</summary>
    /// <param name="estimators">The estimators. The first non-null result wins.</param>
    /// <param name="model">The model.</param>
    /// <param name="text">The text of the response.</param>
    public static TokenUsage Output(IUsageEstimator[] estimators, string? model, in OutputText text) => new()
    {
        Output = Output(estimators, model, text.Output, text.OutputBytes),
        OutputReasoning = Output(estimators, model, text.Reasoning, text.ReasoningBytes),
    };

    /// <summary>Returns the typical number of tokens for text of the given size in bytes of UTF-8.</summary>
    public static long TokensOf(long bytes) => Tokens(bytes);

    /// <summary>Returns the typical size, in bytes of UTF-8, of text with the given number of tokens.</summary>
    public static long BytesOf(long tokens) => tokens * BytesPerToken;

    /// <summary>Returns the largest expected input of a call, in tokens, before the call is made.</summary>
    /// <param name="estimators">The estimators. The first non-null result wins, and a margin of 5 % is added.</param>
    /// <param name="model">The model.</param>
    /// <param name="messages">The messages. They are read only if they are a collection.</param>
    /// <param name="options">The options of the call.</param>
    /// <remarks>
    /// Without an estimator, two bytes of UTF-8 count as one token, which results in twice as many tokens as usual. Tool
    /// definitions count as text. Each message adds a few tokens to those of its text. An image counts as the largest number of
    /// tokens that providers charge for an image of typical size.
    /// </remarks>
    public static long UpperBoundOfInput(
        IUsageEstimator[] estimators, string? model, IEnumerable<ChatMessage> messages, ChatOptions? options)
    {
        var known = messages as IReadOnlyList<ChatMessage> ?? [];
        foreach (var estimator in estimators)
        {
            if (estimator.EstimateInput(model, known, options) is >= 0 and var tokens)
            {
                return tokens + (tokens / 20) + 1;
            }
        }

        var bytes = Bytes(known) + Encoding.UTF8.GetByteCount(options?.Instructions ?? "");
        long extra = known.Count * TokensPerMessage;
        for (var i = 0; i < known.Count; i++)
        {
            var contents = known[i].Contents;
            for (var j = 0; j < contents.Count; j++)
            {
                extra += contents[j] is DataContent or UriContent or HostedFileContent ? TokensPerImage : 0;
            }
        }

        for (var i = 0; i < (options?.Tools?.Count ?? 0); i++)
        {
            var tool = options!.Tools![i];
            bytes += Encoding.UTF8.GetByteCount(tool.Name) + Encoding.UTF8.GetByteCount(tool.Description);
            bytes += tool is AIFunctionDeclaration declaration
                ? Encoding.UTF8.GetByteCount(declaration.JsonSchema.GetRawText())
                : 0;
        }

        return (2 * Tokens(bytes)) + extra;
    }

    private static long Output(IUsageEstimator[] estimators, string? model, string? text, long bytes)
    {
        if (text is not null)
        {
            foreach (var estimator in estimators)
            {
                if (estimator.EstimateOutput(model, text) is >= 0 and var tokens)
                {
                    return tokens;
                }
            }
        }

        return Tokens(bytes);
    }

    private static long Bytes(IReadOnlyList<ChatMessage> messages)
    {
        long bytes = 0;
        for (var i = 0; i < messages.Count; i++)
        {
            var contents = messages[i].Contents;
            for (var j = 0; j < contents.Count; j++)
            {
                bytes += contents[j] switch
                {
                    TextContent { Text: { } text } => Encoding.UTF8.GetByteCount(text),
                    FunctionCallContent call => Encoding.UTF8.GetByteCount(call.Name + ToolText.Of(call.Arguments)),
                    FunctionResultContent result => Encoding.UTF8.GetByteCount(ToolText.Of(result.Result)),
                    _ => 0,
                };
            }
        }

        return bytes;
    }

    private static long Tokens(long bytes) => (bytes + BytesPerToken - 1) / BytesPerToken;
}
