using System.Net;
using System.Text.Json;
using LlmCost.AI.Load.Calls;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;

namespace LlmCost.AI.Load.Provider;

/// <summary>
/// Runs a web server on a loopback port that implements OpenAI's Chat Completions API and a price feed. The prompt of a call
/// controls how the call ends.
/// </summary>
internal sealed class WireProvider : IAsyncDisposable
{
    /// <summary>The HTTP status of a rejected call.</summary>
    public const int RefusalStatus = StatusCodes.Status429TooManyRequests;

    private const string Model = "gpt-4o-2024-11-20";
    private const string PricesPath = "/prices.json";
    private const int Chunks = 4;

    private readonly WebApplication _app;

    private WireProvider()
    {
        // An empty builder does not read configuration, so environment variables cannot bind the server to another address.
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, port: 0));
        _app = builder.Build();
        _app.Run(AnswerAsync);
    }

    /// <summary>Gets the address of the server.</summary>
    public Uri Address => new(_app.Urls.Single());

    /// <summary>Gets the address of the price list.</summary>
    public Uri PriceList => new(Address, PricesPath);

    /// <summary>Starts a server on a free port.</summary>
    public static async Task<WireProvider> StartAsync()
    {
        var provider = new WireProvider();
        await provider._app.StartAsync();
        return provider;
    }

    /// <summary>
    /// Returns the prompt of a call. For a call over a real connection, the prompt contains the planned end and the usage.
    /// </summary>
    public static string Prompt(Call call) => call.Client is CallScript.WireClient
        ? JsonSerializer.Serialize(
            new WirePrompt(call.Fate, call.Usage.InputTokenCount!.Value, call.Usage.OutputTokenCount!.Value))
        : "What do bees make?";

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private static async Task AnswerAsync(HttpContext context)
    {
        if (context.Request.Path == PricesPath)
        {
            await context.Response.WriteAsync(PriceLists.Feed, context.RequestAborted);
            return;
        }

        using var body = await JsonDocument.ParseAsync(context.Request.Body, cancellationToken: context.RequestAborted);
        var content = body.RootElement.GetProperty("messages")[0].GetProperty("content").GetString()!;
        var prompt = JsonSerializer.Deserialize<WirePrompt>(content)!;
        var isStreaming = body.RootElement.TryGetProperty("stream", out var stream) && stream.GetBoolean();

        try
        {
            var answer = (prompt.Fate, isStreaming) switch
            {
                (CallFate.Error, _) => RefuseAsync(context),
                (CallFate.TimeOut or CallFate.Cancel, _) => Task.Delay(Timeout.InfiniteTimeSpan, context.RequestAborted),
                (CallFate.Reset, false) => Task.Run(context.Abort),
                (_, true) => StreamAsync(context, prompt),
                (_, false) => context.Response.WriteAsJsonAsync(Completion(prompt), context.RequestAborted),
            };
            await answer;
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            // The caller has disconnected.
        }
    }

    private static Task RefuseAsync(HttpContext context)
    {
        context.Response.StatusCode = RefusalStatus;
        return context.Response.WriteAsJsonAsync(
            new { error = new { message = "Rate limit reached.", type = "requests", code = "rate_limit_exceeded" } },
            context.RequestAborted);
    }

    private static async Task StreamAsync(HttpContext context, WirePrompt prompt)
    {
        context.Response.ContentType = "text/event-stream";
        for (var i = 0; i < Chunks; i++)
        {
            var delta = new { role = "assistant", content = "Bees make honey. " };
            await SendAsync(Chunk([new { index = 0, delta }], usage: null));
            if (prompt.Fate is CallFate.Reset && i == Chunks / 2)
            {
                context.Abort();
                return;
            }
        }

        await SendAsync(Chunk([new { index = 0, delta = new { }, finish_reason = "stop" }], usage: null));
        await SendAsync(Chunk([], Usage(prompt)));
        await context.Response.WriteAsync("data: [DONE]\n\n", context.RequestAborted);

        async Task SendAsync(object chunk)
        {
            await context.Response.WriteAsync($"data: {JsonSerializer.Serialize(chunk)}\n\n", context.RequestAborted);
            await context.Response.Body.FlushAsync(context.RequestAborted);
        }
    }

    private static object Completion(WirePrompt prompt) => new
    {
        id = "chatcmpl-1",
        @object = "chat.completion",
        created = 1,
        model = Model,
        choices = new[]
        {
            new { index = 0, message = new { role = "assistant", content = "Bees make honey." }, finish_reason = "stop" },
        },
        usage = Usage(prompt),
    };

    private static object Chunk(object[] choices, object? usage) => new
    {
        id = "chatcmpl-1",
        @object = "chat.completion.chunk",
        created = 1,
        model = Model,
        choices,
        usage,
    };

    private static object Usage(WirePrompt prompt) => new
    {
        prompt_tokens = prompt.Input,
        completion_tokens = prompt.Output,
        total_tokens = prompt.Input + prompt.Output,
    };
}
