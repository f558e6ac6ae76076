using System.Net;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace SimulatedProvider;

/// <summary>Runs a web server on loopback that implements five LLM APIs and records what it bills.</summary>
public sealed class ProviderSimulator : IAsyncDisposable
{
    private static readonly WireFormat[] Formats =
        [new OpenAIChat(), new OpenAIResponses(), new AzureOpenAIChat(), new AnthropicMessages(), new OllamaChat()];

    private static readonly TimeSpan ThinkingTime = TimeSpan.FromMilliseconds(60);
    private static readonly TimeSpan TimePerChunk = TimeSpan.FromMilliseconds(8);

    private readonly WebApplication _app;
    private readonly AnswerGenerator _answers;
    private readonly TimeProvider _timeProvider;

    private ProviderSimulator(AnswerGenerator answers, TimeProvider timeProvider)
    {
        _answers = answers;
        _timeProvider = timeProvider;

        // An empty builder reads no configuration, so no environment variable can bind the server to another address.
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Services.AddRoutingCore();
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, port: 0));

        _app = builder.Build();

        foreach (var format in Formats)
        {
            _app.MapPost(format.Route, context => AnswerAsync(format, context));
        }
    }

    /// <summary>Gets the address of the server.</summary>
    public Uri Address => new(_app.Urls.Single());

    /// <summary>Gets the ledger of billed tokens.</summary>
    public BillingLedger Ledger { get; } = new();

    /// <summary>Starts a server on a free port.</summary>
    /// <param name="seed">The seed of the answers.</param>
    /// <param name="errorPercent">
    /// The percentage of requests that fail. They are rejected with status 429, or break off halfway if they are streamed.
    /// </param>
    /// <param name="timeProvider">The clock that paces the answers. The default is the system clock.</param>
    /// <param name="cancellationToken">Cancels the start.</param>
    public static async Task<ProviderSimulator> StartAsync(
        int seed = 0, double errorPercent = 0, TimeProvider? timeProvider = null, CancellationToken cancellationToken = default)
    {
        var provider = new ProviderSimulator(new AnswerGenerator(seed, errorPercent), timeProvider ?? TimeProvider.System);
        await provider._app.StartAsync(cancellationToken);
        return provider;
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private async Task AnswerAsync(WireFormat format, HttpContext context)
    {
        using var body = await JsonDocument.ParseAsync(context.Request.Body, cancellationToken: context.RequestAborted);
        var request = format.Read(body.RootElement, context);
        var answer = _answers.Create(format.Provider, request, _timeProvider.GetUtcNow());

        if (answer.Fate == AnswerFate.Rejected)
        {
            Ledger.Reject();
            await WriteAsync(context, StatusCodes.Status429TooManyRequests, format.RateLimitError());
            return;
        }

        var charge = new Charge(Ledger, format.Provider, answer);

        try
        {
            if (request.Streaming)
            {
                await StreamAsync(format, answer, charge, context);
            }
            else
            {
                await PauseAsync(ThinkingTime + answer.Chunks.Count * TimePerChunk, context);
                charge.Complete();
                await WriteAsync(context, StatusCodes.Status200OK, format.Body(answer));
            }
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            charge.Interrupt();
        }
    }

    private async Task StreamAsync(WireFormat format, Answer answer, Charge charge, HttpContext context)
    {
        context.Response.ContentType = format.StreamContentType;

        var parts = format.Stream(answer).ToList();
        var breakAt = answer.Fate == AnswerFate.Interrupted ? parts.Count / 2 : parts.Count;
        var lastWithText = parts.FindLastIndex(part => part.CarriesText);
        var pause = ThinkingTime;

        for (var i = 0; i < breakAt; i++)
        {
            if (parts[i].CarriesText)
            {
                await PauseAsync(pause, context);
                pause = TimePerChunk;
            }

            if (i == lastWithText + 1)
            {
                // Before the client receives the end, so that every answer that a client has received is in the ledger.
                charge.Complete();
            }

            await SendAsync(parts[i]);
        }

        if (answer.Fate == AnswerFate.Interrupted)
        {
            charge.Interrupt();

            if (format.MidStreamError() is { } error)
            {
                await SendAsync(error);
            }
            else
            {
                context.Abort();
            }
        }

        async Task SendAsync(StreamPart part)
        {
            await context.Response.WriteAsync(format.Frame(part), context.RequestAborted);
            await context.Response.Body.FlushAsync(context.RequestAborted);
        }
    }

    private Task PauseAsync(TimeSpan duration, HttpContext context) =>
        Task.Delay(duration, _timeProvider, context.RequestAborted);

    private static Task WriteAsync(HttpContext context, int status, object body)
    {
        context.Response.StatusCode = status;
        return context.Response.WriteAsJsonAsync(body, body.GetType(), context.RequestAborted);
    }
}
