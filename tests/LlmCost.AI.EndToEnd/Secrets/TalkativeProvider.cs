using LlmCost.AI.Tests;
using Microsoft.AspNetCore.Http;

namespace LlmCost.AI.EndToEnd.Secrets;

/// <summary>
/// A simulation of OpenAI on a loopback port. All text in its responses is secret: completions, chunks, tool arguments, errors.
/// </summary>
internal static class TalkativeProvider
{
    private const string Usage = """
        "usage":{"prompt_tokens":1000,"completion_tokens":100,"total_tokens":1100}
        """;

    /// <summary>
    /// Starts the provider. The response to a prompt that contains <c>fail</c> is an error. The response to a prompt that
    /// contains <c>use a tool</c> is a tool call, until there is a tool result.
    /// </summary>
    public static Task<WireServer> StartAsync(PlantedSecrets secrets) => WireServer.StartAsync(async context =>
    {
        using var reader = new StreamReader(context.Request.Body);
        var request = await reader.ReadToEndAsync(context.RequestAborted);
        if (request.Contains("fail", StringComparison.Ordinal))
        {
            context.Response.StatusCode = StatusCodes.Status400BadRequest;
            context.Response.ContentType = "application/json";
            await context.Response.WriteAsync(
                $$$"""{"error":{"message":"Bad prompt: {{{secrets["error-body"]}}}","type":"invalid_request_error","""
                    + $$$""" "code":"{{{secrets["error-code"]}}}"}}""");
            return;
        }

        var streamed = request.Contains("\"stream\":true", StringComparison.Ordinal);
        context.Response.ContentType = streamed ? "text/event-stream" : "application/json";
        await context.Response.WriteAsync(
            context.Request.Path.Value!.EndsWith("embeddings", StringComparison.Ordinal) ? Embeddings
            : streamed ? Stream(secrets)
            : request.Contains("use a tool", StringComparison.Ordinal)
                && !request.Contains("\"role\":\"tool\"", StringComparison.Ordinal) ? ToolCall(secrets)
            : Answer(secrets));
    });

    private static string Answer(PlantedSecrets secrets) => Completion(
        $$$"""{"role":"assistant","content":"{{{secrets["completion"]}}}","refusal":"{{{secrets["refusal"]}}}"}""", "stop");

    private static string ToolCall(PlantedSecrets secrets) => Completion(
        $$$"""{"role":"assistant","content":null"""
            + $$$""","tool_calls":[{"id":"call_1","type":"function","function":{"name":"p-look_up","arguments":"{\"key\":"""
            + $$$"""\"{{{secrets["tool-arguments"]}}}\"}"}}]}""", "tool_calls");

    private static string Completion(string message, string reason) =>
        $$"""{"id":"r-1","object":"chat.completion","created":1764000000,"model":"gpt-4o-2024-11-20","choices":[{"index":0"""
            + $$""","message":{{message}},"finish_reason":"{{reason}}"}],{{Usage}}}""";

    private static string Embeddings =>
        """{"object":"list","data":[{"object":"embedding","index":0,"embedding":"AACAPwAAAEA="}]"""
            + ""","model":"text-embedding-3-small","usage":{"prompt_tokens":8,"total_tokens":8}}""";

    private static string Stream(PlantedSecrets secrets) =>
        Chunk(Delta(secrets["first-chunk"]), "")
        + Chunk(Delta(secrets["second-chunk"]), "")
        + Chunk("", $",{Usage}")
        + "data: [DONE]\n\n";

    private static string Delta(string text) => $$$"""{"index":0,"delta":{"role":"assistant","content":"{{{text}}}"}}""";

    private static string Chunk(string choice, string rest) =>
        $$"""data: {"id":"r-2","object":"chat.completion.chunk","created":1764000000"""
            + $$""","model":"gpt-4o-2024-11-20","choices":[{{choice}}]{{rest}} }"""
            + "\n\n";
}
