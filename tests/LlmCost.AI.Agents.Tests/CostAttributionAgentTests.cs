using Microsoft.Agents.AI;
using Microsoft.Agents.AI.Workflows;
using Microsoft.Extensions.AI;

namespace LlmCost.AI.Tests;

public sealed class CostAttributionAgentTests : IDisposable
{
    // gpt-4o: 2.50 USD per million input tokens, 10 USD per million output tokens.
    private const decimal AnswerCost = ((1_000 * 2.5m) + (100 * 10m)) / 1_000_000;

    private readonly TestMeter _meter = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _meter.Dispose();

    [Fact]
    public async Task Run_ReportsItsCost_AndItsRecordNamesTheAgent()
    {
        var response = await Agent("writer", new TestChatClient()).RunAsync("Hi?", cancellationToken: Token);

        AssertCost(AnswerCost, own: AnswerCost, calls: 1, response.GetCost());
        Assert.Equal(["writer"], Agents());
    }

    [Fact]
    public async Task StreamedRun_ReportsItsCostAtItsEnd()
    {
        var updates = await Agent("writer", new TestChatClient()).RunStreamingAsync("Hi?", cancellationToken: Token)
            .ToListAsync(Token);

        AssertCost(AnswerCost, own: AnswerCost, calls: 1, updates[0].GetCost());
        AssertCost(AnswerCost, own: AnswerCost, calls: 1, updates.ToAgentResponse().GetCost());
        Assert.Equal(["writer"], Agents());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task RunWithToolCalls_CountsEachRoundTrip(bool streamed)
    {
        var agent = Agent("writer", Scripted(), AIFunctionFactory.Create(() => 42, "answer"));

        var cost = await RunAsync(agent, streamed);

        AssertCost(2 * AnswerCost, own: 2 * AnswerCost, calls: 2, cost);
        Assert.Equal(["writer", "writer"], Agents());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task AgentAsATool_HasItsOwnCost_WhichTheOuterAgentIncludes(bool streamed)
    {
        var inner = Agent("researcher", new TestChatClient());
        var outer = Agent(
            "writer", Scripted("researcher"), inner.AsAIFunction(new AIFunctionFactoryOptions { Name = "researcher" }));

        var cost = await RunAsync(outer, streamed);

        AssertCost(3 * AnswerCost, own: 2 * AnswerCost, calls: 3, cost);
        Assert.Equal(["writer", "researcher", "writer"], Agents());
    }

    [Fact]
    public async Task Workflow_EachAgentHasItsCost_AndATallyAroundItHasTheTotal()
    {
        var workflow = AgentWorkflowBuilder.BuildSequential(
            [Agent("writer", new TestChatClient()), Agent("editor", new TestChatClient())]);

        using var tally = CostTally.Begin();
        await workflow.AsAIAgent("flow").RunAsync("A post.", cancellationToken: Token);

        Assert.Equal(["editor", "writer"], Agents().Order());
        AssertCost(2 * AnswerCost, own: 0, calls: 2, tally.ToSummary());
    }

    [Fact]
    public async Task RunWithAnUnknownModel_ReportsAnIncompleteCost()
    {
        var provider = new TestChatClient { OnGetResponse = (_, _, _) => Task.FromResult(
            TestChatClient.Response(model: "brand-new")) };

        var cost = (await Agent("writer", provider).RunAsync("Hi?", cancellationToken: Token)).GetCost();

        Assert.Equal((null, 1, 1), (cost!.Total, cost.Calls, cost.UnpricedCalls));
    }

    [Fact]
    public async Task FailedRun_LeavesNoAmbientAgentBehind()
    {
        var provider = new TestChatClient { OnGetResponse = (_, _, _) => throw new HttpRequestException() };

        await Assert.ThrowsAsync<HttpRequestException>(() => Agent("writer", provider).RunAsync("Hi?", cancellationToken: Token));

        Assert.Null(CostScope.Current);
    }

    [Fact]
    public async Task RunWithoutMetering_HasNoCost()
    {
        var response = await new ChatClientAgent(new TestChatClient()).RunAsync("Hi?", cancellationToken: Token);

        Assert.Null(response.GetCost());
    }

    [Fact]
    public async Task FeatureAroundTheRun_AppliesToItsCalls()
    {
        using (CostScope.Begin(feature: "blog"))
        {
            await Agent("writer", new TestChatClient()).RunAsync("Hi?", cancellationToken: Token);
        }

        Assert.Equal("blog", _meter.Record.Feature);
    }

    private AIAgent Agent(string name, IChatClient provider, params AITool[] tools) =>
        new ChatClientAgent(_meter.Client(provider), instructions: null, name: name, tools: tools)
            .AsBuilder().UseCostAttribution().Build();

    private static async Task<CostSummary?> RunAsync(AIAgent agent, bool streamed)
    {
        if (!streamed)
        {
            return (await agent.RunAsync("Hi?", cancellationToken: Token)).GetCost();
        }

        return (await agent.RunStreamingAsync("Hi?", cancellationToken: Token).ToListAsync(Token))[0].GetCost();
    }

    private IEnumerable<string> Agents() =>
        _meter.Observer.Records.Select(record => record.Tags.Single(tag => tag.Key is "gen_ai.agent.name").Value);

    private static void AssertCost(decimal cost, decimal own, long calls, CostSummary? summary) =>
        Assert.Equal((cost, own, calls, 0), (summary!.Total, summary.TotalWithoutInner, summary.Calls, summary.UnpricedCalls));

    /// <summary>Creates a client that requests a tool in the first response and gives the final answer in the second.</summary>
    private static TestChatClient Scripted(string tool = "answer")
    {
        var provider = new TestChatClient();
        var trips = 0;
        provider.OnGetResponse = (_, _, _) =>
        {
            var response = TestChatClient.Response(id: $"r-{++trips}");
            response.Messages = [new ChatMessage(ChatRole.Assistant, trips is 1 ? [Call()] : [new TextContent("It is 42.")])];
            return Task.FromResult(response);
        };
        provider.OnGetStreamingResponse = (_, _, _) =>
        {
            var id = $"r-{++trips}";
            var first = trips is 1
                ? new ChatResponseUpdate(ChatRole.Assistant, [Call()]) { ResponseId = id, ModelId = "gpt-4o" }
                : TestChatClient.Text("It is 42.", id);
            return TestChatClient.Stream(first, TestChatClient.Usage(1_000, 100, id));
        };
        return provider;

        FunctionCallContent Call() => new("call", tool, new Dictionary<string, object?> { ["query"] = "What?" });
    }
}
