using System.Globalization;
using System.Text;

namespace LlmCost.AI.Benchmarks;

/// <summary>
/// Contains response bodies of about 100 KB with server-sent events in the formats of providers. Each event is one part.
/// </summary>
internal static class StreamBodies
{
    private const string Usage =
        """{"prompt_tokens":2006,"completion_tokens":300,"total_tokens":2306,"prompt_tokens_details":{"cached_tokens":1920}"""
        + ""","completion_tokens_details":{"reasoning_tokens":192}}""";

    private const string ResponseUsage =
        """{"input_tokens":2006,"input_tokens_details":{"cached_tokens":1920},"output_tokens":300"""
        + ""","output_tokens_details":{"reasoning_tokens":192},"total_tokens":2306}""";

    private static readonly string[] s_words =
        ["It", " is", " a", " question", " of", " \\\"scale\\\"", ",", " and", " then", "\\n"];

    /// <summary>Gets a stream of OpenAI's chat completions.</summary>
    public static IReadOnlyList<byte[]> ChatCompletions { get; } =
        [.. Enumerable.Range(0, 390).Select(Chunk), Data(ChunkOf("[]", Usage)), "data: [DONE]\n\n"u8.ToArray()];

    /// <summary>Gets a stream of OpenAI's chat completions with padding, which OpenAI sends by default.</summary>
    public static IReadOnlyList<byte[]> Obfuscated { get; } =
        [.. Enumerable.Range(0, 360).Select(ObfuscatedChunk), Data(ChunkOf("[]", Usage)), "data: [DONE]\n\n"u8.ToArray()];

    /// <summary>Gets a stream of OpenAI's Responses API. Its events have a type, a number and padding.</summary>
    public static IReadOnlyList<byte[]> Responses { get; } = [.. Enumerable.Range(0, 415).Select(Delta), Completed()];

    /// <summary>Gets a stream of Anthropic's messages.</summary>
    public static IReadOnlyList<byte[]> Messages { get; } =
    [
        Event(
            "message_start",
            """{"type":"message_start","message":{"id":"msg_1","type":"message","role":"assistant","content":[]"""
            + ""","model":"claude-sonnet-4-5-20250929","usage":{"input_tokens":86,"cache_read_input_tokens":1920"""
            + ""","cache_creation_input_tokens":0,"output_tokens":1}}}"""),
        .. Enumerable.Range(0, 740).Select(i => Event(
            "content_block_delta",
            $$$"""{"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"{{{Word(i)}}}"}}""")),
        Event("message_delta", """{"type":"message_delta","delta":{"stop_reason":"end_turn"},"usage":{"output_tokens":300}}"""),
        Event("message_stop", """{"type":"message_stop"}"""),
    ];

    private static string Word(int i) => s_words[i % s_words.Length];

    private static byte[] Chunk(int i) => Data(ChunkOf(Choice(i), "null"));

    private static byte[] ObfuscatedChunk(int i) =>
        Data(ChunkOf(Choice(i), "null")[..^1] + $$""","obfuscation":"{{Padding(i)}}"}""");

    private static string Choice(int i) =>
        $$$"""[{"index":0,"delta":{"content":"{{{Word(i)}}}"},"logprobs":null,"finish_reason":null}]""";

    private static string ChunkOf(string choices, string usage) =>
        """{"id":"chatcmpl-1","object":"chat.completion.chunk","created":1764000000"""
        + $$""","model":"gpt-5.1-2025-11-13","service_tier":"default","choices":{{choices}},"usage":{{usage}}}""";

    private static byte[] Delta(int i) => Event(
        "response.output_text.delta",
        $$"""{"type":"response.output_text.delta","sequence_number":{{i}},"item_id":"msg_1","output_index":1,"content_index":0"""
        + $$""","delta":"{{Word(i)}}","logprobs":[],"obfuscation":"{{Padding(i)}}"}""");

    private static byte[] Completed() => Event(
        "response.completed",
        """{"type":"response.completed","sequence_number":415"""
        + ""","response":{"id":"resp_1","object":"response","status":"completed","model":"gpt-5.1-2025-11-13","output":[]"""
        + $$""","service_tier":"default","tools":[],"usage":{{ResponseUsage}}}""" + "}");

    private static string Padding(int i) => (i * 2_654_435_761L).ToString("x16", CultureInfo.InvariantCulture)[..(4 + (i % 12))];

    private static byte[] Event(string name, string data) => [.. Encoding.UTF8.GetBytes($"event: {name}\n"), .. Data(data)];

    private static byte[] Data(string data) => Encoding.UTF8.GetBytes($"data: {data}\n\n");
}
