using System.Collections.Concurrent;
using Microsoft.AspNetCore.Http;

namespace LlmCost.AI.Tests;

/// <summary>OpenAI on loopback: gives one recorded body after the other, in the form that each request asks for.</summary>
internal sealed class Provider : IAsyncDisposable
{
    /// <summary>Asks for the function <c>get</c> of the plugin <c>p</c>; 700 tokens of input and 30 of output.</summary>
    public const string ToolCall = "openai-chat-toolcall";

    /// <summary>An answer; 2006 tokens of input and 300 of output.</summary>
    public const string Answer = "openai-chat";

    private readonly ConcurrentQueue<Func<bool, string>> _bodies;
    private int _requests;
    private WireServer? _server;

    private Provider(IEnumerable<Func<bool, string>> bodies) => _bodies = new ConcurrentQueue<Func<bool, string>>(bodies);

    public Uri Address => new(_server!.Address, "v1");

    /// <summary>How many requests have come.</summary>
    public int Requests => _requests;

    /// <summary>Answers with recorded bodies, by their names.</summary>
    public static Task<Provider> StartAsync(params string[] bodies) =>
        StartAsync(bodies.Select(body => (Func<bool, string>)(streamed => Read(body, streamed))));

    /// <summary>Answers with what the test makes of recorded bodies.</summary>
    public static async Task<Provider> StartAsync(IEnumerable<Func<bool, string>> bodies)
    {
        var provider = new Provider(bodies);
        provider._server = await WireServer.StartAsync(provider.RespondAsync);
        return provider;
    }

    /// <summary>A recorded body.</summary>
    public static string Read(string name, bool streamed) =>
        File.ReadAllText(WireServer.BodyPath(name + (streamed ? ".sse" : ".json")));

    /// <summary>An answer that asks for the same function twice.</summary>
    public static string TwoToolCalls(bool streamed)
    {
        const string Other = """{"index":1,"id":"call_2","type":"function","function":{"name":"p-get","arguments":"{}"}}""";
        const string Call = """{"id":"call_1","type":"function","function":{"name":"p-get","arguments":"{}"}}""";
        const string Chunk = """{"index":0,"id":"call_1","type":"function","function":{"name":"p-get","arguments":""}}""";
        var (one, body) = (streamed ? Chunk : Call, Read(ToolCall, streamed));
        Assert.Contains(one, body, StringComparison.Ordinal);
        return body.Replace(one, $"{one},{Other}", StringComparison.Ordinal);
    }

    public ValueTask DisposeAsync() => _server!.DisposeAsync();

    private async Task RespondAsync(HttpContext context)
    {
        using var reader = new StreamReader(context.Request.Body);
        var request = await reader.ReadToEndAsync(context.RequestAborted);
        Interlocked.Increment(ref _requests);
        if (!_bodies.TryDequeue(out var body))
        {
            context.Response.StatusCode = StatusCodes.Status500InternalServerError;
            return;
        }

        var streamed = request.Contains("\"stream\":true", StringComparison.Ordinal);
        context.Response.ContentType = streamed ? "text/event-stream" : "application/json";
        await context.Response.WriteAsync(body(streamed), context.RequestAborted);
    }
}
