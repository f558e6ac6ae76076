using System.Text;
using Microsoft.Extensions.AI;

namespace LlmCost.AI;

/// <summary>
/// Collects the text of a response, including its tool calls. Only the length is kept, unless an <see cref="IUsageEstimator"/>
/// needs the text itself.
/// </summary>
internal struct OutputText(bool isKept)
{
    /// <summary>
    /// The maximum length of the text that is kept for estimators. No model response is that long. Longer text is counted, but
    /// not kept.
    /// </summary>
    private const int MaxKept = 4_000_000;

    private readonly StringBuilder? _output = isKept ? new StringBuilder() : null;
    private readonly StringBuilder? _reasoning = isKept ? new StringBuilder() : null;

    /// <summary>The length of the visible output, in bytes of UTF-8.</summary>
    public long OutputBytes { get; private set; }

    /// <summary>The length of the reasoning, in bytes of UTF-8.</summary>
    public long ReasoningBytes { get; private set; }

    /// <summary>The length of all output, in bytes of UTF-8.</summary>
    public readonly long Bytes => OutputBytes + ReasoningBytes;

    public readonly bool IsEmpty => Bytes is 0;

    /// <summary>The visible output, or <see langword="null"/> if it was not kept or is too long.</summary>
    public readonly string? Output => Kept(_output);

    /// <summary>The reasoning, or <see langword="null"/> if it was not kept or is too long.</summary>
    public readonly string? Reasoning => Kept(_reasoning);

    /// <summary>Adds a part of the response if the model generated it as text.</summary>
    /// <returns>True if the part was added.</returns>
    public bool Add(AIContent content)
    {
        switch (content)
        {
            case TextContent { Text: { } text }:
                AddOutput(text);
                return true;
            case TextReasoningContent { Text: { } reasoning }:
                ReasoningBytes += LengthOf(reasoning);
                Keep(_reasoning, reasoning);
                return true;
            case FunctionCallContent call:
                AddOutput(call.Name);
                AddOutput(ToolText.Of(call.Arguments));
                return true;
            default:
                return false;
        }
    }

    private void AddOutput(string text)
    {
        OutputBytes += LengthOf(text);
        Keep(_output, text);
    }

    /// <summary>Adds text of which only the length is known.</summary>
    public void Add(long bytes) => OutputBytes += bytes;

    private static int LengthOf(string text) => Ascii.IsValid(text) ? text.Length : Encoding.UTF8.GetByteCount(text);

    private static void Keep(StringBuilder? kept, string text)
    {
        if (kept is { Length: < MaxKept })
        {
            kept.Append(text);
        }
    }

    private static string? Kept(StringBuilder? text) => text is { Length: > 0 and < MaxKept } ? text.ToString() : null;
}
