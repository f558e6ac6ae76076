using System.ClientModel;
using System.ClientModel.Primitives;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;
using OpenAI;
using OpenAI.Chat;
using OpenAI.Responses;

namespace LlmCost.AI.Tests;

/// <summary>What budgets change on the wire of OpenAI's client.</summary>
public sealed class BudgetWireTests
{
    private static readonly string s_text = new('x', 400);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static TheoryData<bool, int?, int?, int> Maximums => new()
    {
        // Responses or Chat Completions, the caller's maximum, the maximum in raw options, and what is sent.
        { false, null, null, 2_000 },
        { false, 5_000, null, 2_000 },
        { false, 1_500, null, 1_500 },
        { false, null, 5_000, 2_000 },
        { false, null, 700, 700 },
        { false, 1_500, 5_000, 1_500 },
        { true, null, null, 2_000 },
        { true, 5_000, null, 2_000 },
        { true, 1_500, null, 1_500 },
        { true, null, 5_000, 2_000 },
        { true, null, 700, 700 },
        { true, 1_500, 5_000, 1_500 },
    };

    [Theory]
    [MemberData(nameof(Maximums))]
    public async Task MaximumOfAStrictBudget_ArrivesOnTheWire(bool usesResponses, int? maximum, int? rawMaximum, int sent)
    {
        var body = "";
        await using var server = await WireServer.StartAsync(async context =>
        {
            using var reader = new StreamReader(context.Request.Body);
            body = await reader.ReadToEndAsync(context.RequestAborted);
            context.Response.ContentType = "application/json";
            await context.Response.SendFileAsync(
                WireServer.BodyPath(usesResponses ? "openai-responses.json" : "openai-chat.json"));
        });
        await using var services = Services(budget => budget.OutputTokens(2_000).Strict());
        using var client = Client(server.Address, usesResponses, services);
        var options = new ChatOptions { MaxOutputTokens = maximum };
        if (rawMaximum is not null)
        {
            options.RawRepresentationFactory = _ => usesResponses
                ? new CreateResponseOptions { MaxOutputTokenCount = rawMaximum }
                : new ChatCompletionOptions { MaxOutputTokenCount = rawMaximum };
        }

        var response = await client.GetResponseAsync("Hi", options, Token);

        var request = JsonNode.Parse(body)!;
        Assert.Equal(
            sent,
            (int?)(usesResponses
                ? request["max_output_tokens"]
                : request["max_completion_tokens"] ?? request["max_tokens"]));
        Assert.Equal(maximum, options.MaxOutputTokens);
        var isCapped = (maximum ?? 4_096) > 2_000 || rawMaximum > sent;
        Assert.Equal(isCapped, response.AdditionalProperties?.ContainsKey("llmcost.budget.decision") is true);
    }

    [Fact]
    public async Task RawMaximum_IsNotLoweredWithoutAStrictBudget()
    {
        var body = "";
        await using var server = await WireServer.StartAsync(async context =>
        {
            using var reader = new StreamReader(context.Request.Body);
            body = await reader.ReadToEndAsync(context.RequestAborted);
            context.Response.ContentType = "application/json";
            await context.Response.SendFileAsync(WireServer.BodyPath("openai-chat.json"));
        });
        await using var services = Services(budget => budget.OutputTokens(2_000));
        using var client = Client(server.Address, usesResponses: false, services);

        await client.GetResponseAsync(
            "Hi",
            new ChatOptions { RawRepresentationFactory = _ => new ChatCompletionOptions { MaxOutputTokenCount = 5_000 } },
            Token);

        Assert.Contains("5000", body, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task StreamThatIsCutOff_ClosesTheConnection(bool usesResponses)
    {
        var update = usesResponses
            ? $$"""
                {"type":"response.output_text.delta","sequence_number":1,"item_id":"msg_1","output_index":0,"content_index":0,
                "delta":"{{s_text}}"}
                """
            : $$"""
                {"id":"c-1","object":"chat.completion.chunk","created":1764000000,"model":"gpt-5.1",
                "choices":[{"index":0,"delta":{"role":"assistant","content":"{{s_text}}"},"finish_reason":null}]}
                """;
        await using var server = await EndlessServer.StartAsync("", $"data: {update.ReplaceLineEndings("")}\n\n");
        await using var services = Services(budget => budget.OutputTokens(1_200));
        using var client = Client(server.Address, usesResponses, services);

        var cutOff = await Assert.ThrowsAsync<BudgetExceededException>(() => Call.MakeAsync(client, streamed: true));

        Assert.Equal(BudgetExceededReason.CutOff, cutOff.Reason);
        await server.Closed.WaitAsync(TimeSpan.FromMinutes(1), Token);
        var budgets = services.GetRequiredService<CostBudgets>();
        var status = Assert.Single(await budgets.GetStatusAsync("all", cancellationToken: Token));
        Assert.Equal(0, status.Reserved);
        Assert.InRange(status.Spent, 1_000, 1_400);
    }

    private static ServiceProvider Services(Action<BudgetBuilder> budget) => new ServiceCollection()
        .AddCostMetering(options => options.ProviderHosts["127.0.0.1"] = "openai")
        .AddOpenAIUsage()
        .AddBudgets(budgets => budgets.Add("all", budget))
        .Services.BuildServiceProvider();

    private static IChatClient Client(Uri address, bool usesResponses, IServiceProvider services)
    {
        var openai = new OpenAIClient(
            new ApiKeyCredential("none"),
            new OpenAIClientOptions { Endpoint = address, RetryPolicy = new ClientRetryPolicy(0) });
        return (usesResponses
                ? openai.GetResponsesClient().AsIChatClient("gpt-5.1")
                : openai.GetChatClient("gpt-5.1").AsIChatClient())
            .AsBuilder().UseCostMetering().Build(services);
    }
}
