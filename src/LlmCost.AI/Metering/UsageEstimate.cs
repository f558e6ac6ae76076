using System.Runtime.InteropServices;
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

    /// <summary>No answer of a model is nearly as long: what goes beyond it is not kept, and not seen by estimators.</summary>
    private const int MaxKept = 4_000_000;

    private readonly IUsageEstimator[] _estimators;
    private readonly StringBuilder? _output;
    private readonly StringBuilder? _reasoning;
    private long _outputBytes;
    private long _reasoningBytes;

    public UsageEstimate(IUsageEstimator[] estimators)
    {
        _estimators = estimators;
        if (estimators.Length > 0)
        {
            (_output, _reasoning) = (new StringBuilder(), new StringBuilder());
        }
    }

    /// <summary>Whether any answer was seen. Without one nothing is estimated: the provider may not even have begun.</summary>
    public readonly bool HasOutput => _outputBytes + _reasoningBytes > 0;

    /// <summary>The same, by the built-in rule alone.</summary>
    public readonly UsageEstimate WithoutEstimators() => new([]) { _outputBytes = _outputBytes, _reasoningBytes = _reasoningBytes };

    /// <summary>Takes note of a part of the answer, if it is a text.</summary>
    /// <returns>Whether it is one.</returns>
    public bool Observe(AIContent content)
    {
        switch (content)
        {
            case TextContent { Text: { } text }:
                // In two steps: the sum so far would be read first, and put aside for the time of the call.
                var bytes = Bytes(text);
                _outputBytes += bytes;
                Keep(_output, text);
                return true;
            case TextReasoningContent { Text: { } reasoning }:
                _reasoningBytes += Bytes(reasoning);
                Keep(_reasoning, reasoning);
                return true;
            default:
                return false;
        }
    }

    /// <summary>The estimate.</summary>
    /// <param name="model">The model.</param>
    /// <param name="messages">
    /// What was asked. Read only if it is a collection: enumerating it a second time could run the caller's code again.
    /// </param>
    /// <param name="options">The options of the call.</param>
    public readonly TokenUsage ToUsage(string? model, IEnumerable<ChatMessage> messages, ChatOptions? options) => ToOutput(model) with
    {
        Input = EstimateInput(model, messages as IReadOnlyList<ChatMessage> ?? [], options),
    };

    /// <summary>The estimate of the answer alone.</summary>
    public readonly TokenUsage ToOutput(string? model) => new()
    {
        Output = EstimateOutput(model, _output, _outputBytes),
        OutputReasoning = EstimateOutput(model, _reasoning, _reasoningBytes),
    };

    private readonly long EstimateInput(string? model, IReadOnlyList<ChatMessage> messages, ChatOptions? options)
    {
        foreach (var estimator in _estimators)
        {
            if (estimator.EstimateInput(model, messages, options) is >= 0 and var tokens)
            {
                return tokens;
            }
        }

        return Tokens(Bytes(messages) + Encoding.UTF8.GetByteCount(options?.Instructions ?? ""));
    }

    private readonly long EstimateOutput(string? model, StringBuilder? text, long bytes)
    {
        if (text is { Length: > 0 and < MaxKept })
        {
            var whole = text.ToString();
            foreach (var estimator in _estimators)
            {
                if (estimator.EstimateOutput(model, whole) is >= 0 and var tokens)
                {
                    return tokens;
                }
            }
        }

        return Tokens(bytes);
    }

    private static void Keep(StringBuilder? kept, string text)
    {
        if (kept is { Length: < MaxKept })
        {
            kept.Append(text);
        }
    }

    /// <summary>The bytes of a text. Most of them are a word or two in ASCII, where looking takes less time than the encoding.</summary>
    private static long Bytes(string text) => IsAscii(text) ? text.Length : Encoding.UTF8.GetByteCount(text);

    /// <summary>Whether a text is in ASCII. The letters of a token are looked at in two fours, which may overlap: less than a call takes.</summary>
    private static bool IsAscii(string text)
    {
        const ulong NotAscii = 0xFF80_FF80_FF80_FF80;
        if (text.Length is < 4 or > 8)
        {
            return Ascii.IsValid(text);
        }

        return ((Four(text.AsSpan(0, 4)) | Four(text.AsSpan(text.Length - 4, 4))) & NotAscii) is 0;

        static ulong Four(ReadOnlySpan<char> letters) => MemoryMarshal.Read<ulong>(MemoryMarshal.AsBytes(letters));
    }

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
