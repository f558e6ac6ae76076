using System.Collections.Concurrent;
using Microsoft.AspNetCore.Http;

namespace LlmCost.AI.Tests;

/// <summary>
/// A simulation of OpenAI on a loopback port. It returns recorded bodies in order, streamed if the request asks for a stream.
/// </summary>
internal sealed class Provider : IAsyncDisposable
{
    /// <summary>
    /// The name of a recorded call of the function <c>get</c> of the plugin <c>p</c>, with 700 input and 30 output tokens.
    /// </summary>
    public const string ToolCall = "openai-chat-toolcall";

    /// <summary>The name of a recorded response with 2,006 input and 300 output tokens.</summary>
    public const string Answer = "openai-chat";

    private readonly ConcurrentQueue<Func<bool, string>> _bodies;
    private int _requests;
    private WireServer? _server;

    private Provider(IEnumerable<Func<bool, string>> bodies) => _bodies = new ConcurrentQueue<Func<bool, string>>(bodies);

    public Uri Address => new(_server!.Address, "v1");

    /// <summary>Gets the number of requests received.</summary>
    public int Requests => _requests;

    /// <summary>Gets the body of the last request, or <see langword="null"/> if there was none.</summary>
    public string? LastRequest { get; private set; }

    /// <summary>Maps the loopback address to OpenAI, because a meter does not know the provider of this address.</summary>
    public static void IsOpenAI(CostMeteringOptions options) => options.ProviderHosts["127.0.0.1"] = "openai";

    /// <summary>Starts a server that responds with the recorded bodies of the given names.</summary>
    public static Task<Provider> StartAsync(params string[] bodies) =>
        StartAsync(bodies.Select(body => (Func<bool, string>)(streamed => Read(body, streamed))));

    /// <summary>Starts a server that responds with recorded bodies that the test modifies.</summary>
    public static async Task<Provider> StartAsync(IEnumerable<Func<bool, string>> bodies)
    {
        var provider = new Provider(bodies);
        provider._server = await WireServer.StartAsync(provider.RespondAsync);
        return provider;
    }

    /// <summary>Returns a recorded body.</summary>
    public static string Read(string name, bool streamed) =>
        File.ReadAllText(WireServer.BodyPath(name + (streamed ? ".sse" : ".json")));

    /// <summary>Returns a response that calls the same function twice.</summary>
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
        LastRequest = request;
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
