using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;

namespace LlmCost.AI.Tests;

/// <summary>A provider on a loopback port and a meter with one budget, to test how the budget changes requests.</summary>
internal sealed class BudgetWire : IAsyncDisposable
{
    private readonly ServiceProvider _services;
    private readonly ConcurrentQueue<string> _requests = [];
    private WireServer? _server;

    private BudgetWire(Action<BudgetBuilder> budget, string provider, Action<ICostMeteringBuilder>? configure)
    {
        var builder = new ServiceCollection()
            .AddLogging()
            .AddDistributedMemoryCache()
            .AddCostMetering(options => options.ProviderHosts["127.0.0.1"] = provider)
            .AddBudgets(budgets => budgets.Add("all", budget));
        configure?.Invoke(builder);
        _services = builder.Services.BuildServiceProvider();
    }

    public static TheoryData<int?, int?, int> Maximums => new()
    {
        // Columns: the caller's maximum, the maximum in raw options, and the maximum that a strict budget of 2,000 tokens sends.
        { null, null, 2_000 },
        { 5_000, null, 2_000 },
        { 1_500, null, 1_500 },
        { null, 5_000, 2_000 },
        { null, 700, 700 },
        { 1_500, 5_000, 1_500 },
    };

    public Uri Address => _server!.Address;

    /// <summary>Gets the bodies of all requests.</summary>
    public IReadOnlyCollection<string> Requests => _requests;

    /// <summary>Gets the body of the last request.</summary>
    public JsonNode Request => JsonNode.Parse(_requests.Last())!;

    /// <summary>Starts a provider that responds to all requests with a recorded body.</summary>
    public static Task<BudgetWire> StartAsync(
        string body, string provider, Action<BudgetBuilder> budget, Action<ICostMeteringBuilder>? configure = null) =>
        StartAsync(
            context =>
            {
                context.Response.ContentType =
                    body.EndsWith(".sse", StringComparison.Ordinal) ? "text/event-stream" : "application/json";
                return context.Response.SendFileAsync(WireServer.BodyPath(body), context.RequestAborted);
            },
            provider,
            budget,
            configure);

    /// <summary>Starts a provider whose responses are written by a delegate of the test.</summary>
    public static async Task<BudgetWire> StartAsync(
        RequestDelegate respond, string provider, Action<BudgetBuilder> budget, Action<ICostMeteringBuilder>? configure = null)
    {
        var wire = new BudgetWire(budget, provider, configure);
        wire._server = await WireServer.StartAsync(async context =>
        {
            using var reader = new StreamReader(context.Request.Body);
            wire._requests.Enqueue(await reader.ReadToEndAsync(context.RequestAborted));
            await respond(context);
        });
        return wire;
    }

    /// <summary>Meters a provider's client.</summary>
    /// <param name="client">The client.</param>
    /// <param name="outer">A function that adds pipeline stages outside the meter, such as a cache.</param>
    public IChatClient Meter(IChatClient client, Func<ChatClientBuilder, ChatClientBuilder>? outer = null)
    {
        var builder = client.AsBuilder();
        return (outer?.Invoke(builder) ?? builder).UseCostMetering().Build(_services);
    }

    /// <summary>Returns the spent and the reserved amount.</summary>
    public async Task<(decimal Spent, decimal Reserved)> SumsAsync()
    {
        var budgets = _services.GetRequiredService<CostBudgets>();
        var status = Assert.Single(
            await budgets.GetStatusAsync("all", cancellationToken: TestContext.Current.CancellationToken));
        return (status.Spent, status.Reserved);
    }

    public async ValueTask DisposeAsync()
    {
        if (_server is not null)
        {
            await _server.DisposeAsync();
        }

        await _services.DisposeAsync();
    }

    /// <summary>
    /// Reads an endless stream through a client, and checks that a budget cuts the stream off and closes the connection.
    /// </summary>
    /// <param name="beginning">The beginning of the stream.</param>
    /// <param name="update">An update with 400 characters of text.</param>
    /// <param name="provider">The provider.</param>
    /// <param name="create">A function that creates the client for an address.</param>
    public static async Task CutOffAsync(string beginning, string update, string provider, Func<Uri, IChatClient> create)
    {
        await using var server = await EndlessServer.StartAsync(beginning, update);
        await using var wire = new BudgetWire(budget => budget.OutputTokens(1_200), provider, configure: null);
        using var client = wire.Meter(create(server.Address));

        var cutOff = await Assert.ThrowsAsync<BudgetExceededException>(() => Call.MakeAsync(client, streamed: true));

        Assert.Equal(BudgetExceededReason.CutOff, cutOff.Reason);
        await server.Closed.WaitAsync(TimeSpan.FromMinutes(1), TestContext.Current.CancellationToken);
        var (spent, reserved) = await wire.SumsAsync();
        Assert.Equal(0, reserved);
        Assert.InRange(spent, 1_000, 1_400);
    }
}
