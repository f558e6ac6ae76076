using System.Text;
using Microsoft.Extensions.AI;

namespace LlmCost.AI;

/// <summary>A rough token count from text, for calls whose usage the provider did not report.</summary>
/// <remarks>
/// Four bytes of UTF-8 a token: about four letters of English, which OpenAI gives as rule of thumb, and three quarters of a
/// token for each Chinese or Japanese character. Records made from it say so.
/// </remarks>
internal struct UsageEstimate
{
    private const int BytesPerToken = 4;

    private long _outputBytes;
    private long _reasoningBytes;

    /// <summary>Whether any answer was seen. Without one nothing is estimated: the provider may not even have begun.</summary>
    public readonly bool HasOutput => _outputBytes + _reasoningBytes > 0;

    /// <summary>Takes note of a part of the answer.</summary>
    public void Observe(AIContent content)
    {
        switch (content)
        {
            case TextContent { Text: { } text }:
                _outputBytes += Encoding.UTF8.GetByteCount(text);
                break;
            case TextReasoningContent { Text: { } reasoning }:
                _reasoningBytes += Encoding.UTF8.GetByteCount(reasoning);
                break;
        }
    }

    /// <summary>The estimate.</summary>
    /// <param name="messages">
    /// What was asked. Read only if it is a collection: enumerating it a second time could run the caller's code again.
    /// </param>
    /// <param name="instructions">What the options of the call say to the model.</param>
    public readonly TokenUsage ToUsage(IEnumerable<ChatMessage> messages, string? instructions) => new()
    {
        Input = Tokens((messages is IReadOnlyList<ChatMessage> list ? Bytes(list) : 0) + Encoding.UTF8.GetByteCount(instructions ?? "")),
        Output = Tokens(_outputBytes),
        OutputReasoning = Tokens(_reasoningBytes),
    };

    private static long Bytes(IReadOnlyList<ChatMessage> messages)
    {
        long bytes = 0;
        for (var i = 0; i < messages.Count; i++)
        {
            foreach (var content in messages[i].Contents)
            {
                bytes += content is TextContent { Text: { } text } ? Encoding.UTF8.GetByteCount(text) : 0;
            }
        }

        return bytes;
    }

    private static long Tokens(long bytes) => (bytes + BytesPerToken - 1) / BytesPerToken;
}
