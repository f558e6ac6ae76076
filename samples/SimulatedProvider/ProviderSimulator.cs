using System.Collections.Concurrent;
using System.Net;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace SimulatedProvider;

/// <summary>
/// Runs a web server on a loopback port that implements five LLM APIs, records the billed calls, and reports them through the
/// admin APIs of OpenAI and Anthropic.
/// </summary>
public sealed class ProviderSimulator : IAsyncDisposable
{
    private static readonly WireFormat[] Formats =
        [new OpenAIChat(), new OpenAIResponses(), new AzureOpenAIChat(), new AnthropicMessages(), new OllamaChat()];

    private static readonly AdminReport[] Reports =
    [
        .. OpenAIUsageReport.All,
        new OpenAICostReport(),
        new AnthropicUsageReport(),
        new AnthropicCostReport(),
    ];

    private static readonly TimeSpan ThinkingTime = TimeSpan.FromMilliseconds(60);
    private static readonly TimeSpan TimePerChunk = TimeSpan.FromMilliseconds(8);

    private readonly WebApplication _app;
    private readonly AnswerGenerator _answers;
    private readonly TimeProvider _timeProvider;

    private ProviderSimulator(AnswerGenerator answers, TimeProvider timeProvider, int port)
    {
        _answers = answers;
        _timeProvider = timeProvider;

        // An empty builder does not read configuration, so environment variables cannot bind the server to another address.
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Services.AddRoutingCore();
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, port));

        _app = builder.Build();

        foreach (var format in Formats)
        {
            _app.MapPost(format.Route, context => AnswerAsync(format, context));
        }

        foreach (var report in Reports)
        {
            _app.MapGet(report.Route, context => ReportAsync(report, context));
        }
    }

    /// <summary>Gets the address of the server.</summary>
    public Uri Address => new(_app.Urls.Single());

    /// <summary>Gets the ledger of billed tokens.</summary>
    public BillingLedger Ledger { get; } = new();

    /// <summary>
    /// Gets the accounts by API key: OpenAI's project or Anthropic's workspace. Calls with other keys belong to the default
    /// account.
    /// </summary>
    public ConcurrentDictionary<string, string> Accounts { get; } = new(StringComparer.Ordinal);

    /// <summary>Starts a server.</summary>
    /// <param name="seed">The seed of the responses.</param>
    /// <param name="errorPercent">
    /// The percentage of requests that fail. A failed stream is interrupted halfway; other requests are rejected with status 429.
    /// </param>
    /// <param name="timeProvider">
    /// The clock that paces the responses and dates the charges. The default is the system clock.
    /// </param>
    /// <param name="port">The port, or 0 for a free port.</param>
    /// <param name="cancellationToken">A token that cancels the start of the server.</param>
    public static async Task<ProviderSimulator> StartAsync(
        int seed = 0,
        double errorPercent = 0,
        TimeProvider? timeProvider = null,
        int port = 0,
        CancellationToken cancellationToken = default)
    {
        var answers = new AnswerGenerator(seed, errorPercent);
        var provider = new ProviderSimulator(answers, timeProvider ?? TimeProvider.System, port);
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

        var caller = Caller.Of(context.Request, Accounts);
        var call = new BilledCall
        {
            Provider = format.Provider,
            Model = answer.Model.Snapshot,
            Time = answer.CreatedAt,
            Tokens = answer.Tokens,
            Account = caller.Account,
            ApiKeyId = caller.ApiKeyId,
        };
        var charge = new Charge(Ledger, call, answer);

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
                // The response is billed before its last event is sent, so that every completely received response is in the
                // ledger.
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

    private Task ReportAsync(AdminReport report, HttpContext context)
    {
        var (status, body) = report.Answer(context.Request, Ledger, _timeProvider.GetUtcNow());
        return WriteAsync(context, status, body);
    }

    private Task PauseAsync(TimeSpan duration, HttpContext context) =>
        Task.Delay(duration, _timeProvider, context.RequestAborted);

    private static Task WriteAsync(HttpContext context, int status, object body)
    {
        context.Response.StatusCode = status;
        return context.Response.WriteAsJsonAsync(body, body.GetType(), context.RequestAborted);
    }
}
