using System.Text.Json.Nodes;
using Anthropic;
using Anthropic.Models.Messages;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;
using BetaMessageCreateParams = Anthropic.Models.Beta.Messages.MessageCreateParams;

namespace LlmCost.AI.Tests;

/// <summary>What budgets change on the wire of Anthropic's client.</summary>
public sealed class BudgetWireTests
{
    private const string Model = "claude-sonnet-4-5";

    private static readonly string s_text = new('x', 400);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static TheoryData<bool, int?, int?, int> Maximums => new()
    {
        // Beta or not, the caller's maximum, the maximum in raw options, and what is sent.
        { false, null, null, 2_000 },
        { false, 5_000, null, 2_000 },
        { false, 1_500, null, 1_500 },
        { false, null, 5_000, 2_000 },
        { false, null, 700, 700 },
        { false, 1_500, 5_000, 1_500 },
        { true, null, null, 2_000 },
        { true, 5_000, null, 2_000 },
        { true, null, 5_000, 2_000 },
        { true, null, 700, 700 },
    };

    [Theory]
    [MemberData(nameof(Maximums))]
    public async Task MaximumOfAStrictBudget_ArrivesOnTheWire(bool isBeta, int? maximum, int? rawMaximum, int sent)
    {
        var body = "";
        await using var server = await WireServer.StartAsync(async context =>
        {
            using var reader = new StreamReader(context.Request.Body);
            body = await reader.ReadToEndAsync(context.RequestAborted);
            context.Response.ContentType = "application/json";
            await context.Response.SendFileAsync(WireServer.BodyPath("anthropic-messages.json"));
        });
        await using var services = Services(budget => budget.OutputTokens(2_000).Strict());
        using var client = Client(server.Address, isBeta, services);
        var options = new ChatOptions { MaxOutputTokens = maximum };
        if (rawMaximum is { } raw)
        {
            options.RawRepresentationFactory = _ => isBeta
                ? new BetaMessageCreateParams { Model = Model, MaxTokens = raw, Messages = [] }
                : new MessageCreateParams { Model = Model, MaxTokens = raw, Messages = [] };
        }

        await client.GetResponseAsync("Hi", options, Token);

        Assert.Equal(sent, (int?)JsonNode.Parse(body)!["max_tokens"]);
        Assert.Equal(maximum, options.MaxOutputTokens);
    }

    [Fact]
    public async Task StreamThatIsCutOff_ClosesTheConnection()
    {
        const string Start = """
            {"type":"message_start","message":{"id":"msg_1","type":"message","role":"assistant","model":"claude-sonnet-4-5",
            "content":[],"stop_reason":null,"stop_sequence":null,"usage":{"input_tokens":50,"output_tokens":1}}}
            """;
        const string Block = """{"type":"content_block_start","index":0,"content_block":{"type":"text","text":""}}""";
        var delta = $$"""{"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"{{s_text}}"} }""";
        await using var server = await EndlessServer.StartAsync(
            $"event: message_start\ndata: {Start.ReplaceLineEndings("")}\n\nevent: content_block_start\ndata: {Block}\n\n",
            $"event: content_block_delta\ndata: {delta}\n\n");
        await using var services = Services(budget => budget.OutputTokens(1_200));
        using var client = Client(server.Address, isBeta: false, services);

        var cutOff = await Assert.ThrowsAsync<BudgetExceededException>(() => Call.MakeAsync(client, streamed: true));

        Assert.Equal(BudgetExceededReason.CutOff, cutOff.Reason);
        await server.Closed.WaitAsync(TimeSpan.FromMinutes(1), Token);
        var budgets = services.GetRequiredService<CostBudgets>();
        var status = Assert.Single(await budgets.GetStatusAsync("all", cancellationToken: Token));
        Assert.Equal(0, status.Reserved);
        Assert.InRange(status.Spent, 1_000, 1_400);
    }

    private static ServiceProvider Services(Action<BudgetBuilder> budget) => new ServiceCollection()
        .AddCostMetering(options => options.ProviderHosts["127.0.0.1"] = "anthropic")
        .AddAnthropicUsage()
        .AddBudgets(budgets => budgets.Add("all", budget))
        .Services.BuildServiceProvider();

    private static IChatClient Client(Uri address, bool isBeta, IServiceProvider services)
    {
        var client = new AnthropicClient { ApiKey = "none", BaseUrl = address.AbsoluteUri, MaxRetries = 0 };
        return (isBeta ? client.Beta.AsIChatClient(Model) : client.AsIChatClient(Model))
            .AsBuilder().UseCostMetering().Build(services);
    }
}
