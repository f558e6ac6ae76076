using Microsoft.Agents.AI;
using Microsoft.Extensions.AI;

namespace LlmCost.AI.Tests;

/// <summary>Tests budgets that limit the runs of an agent and of the agents that it uses as tools.</summary>
public sealed class BudgetAgentTests : IDisposable
{
    // gpt-4o: 2.50 USD per million input tokens, 10 USD per million output tokens.
    private const decimal AnswerCost = ((1_000 * 2.5m) + (100 * 10m)) / 1_000_000;

    private readonly TestMeter _meter = new();

    public static TheoryData<bool> Streamed => [false, true];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _meter.Dispose();

    [Theory]
    [MemberData(nameof(Streamed))]
    public async Task RunBeyondItsBudget_Throws(bool streamed)
    {
        var agent = Agent("writer", new TestChatClient()).UseBudget(usd: 0);

        var refusal = await Assert.ThrowsAsync<BudgetExceededException>(() => RunAsync(agent, streamed));

        Assert.Equal((BudgetUnit.Usd, 0m), (refusal.Unit, refusal.Limit));
        Assert.Empty(_meter.Observer.Records);
    }

    [Theory]
    [MemberData(nameof(Streamed))]
    public async Task EachRun_HasTheWholeBudget(bool streamed)
    {
        var agent = Agent("writer", new TestChatClient()).UseBudget(requests: 1);

        await RunAsync(agent, streamed);
        await RunAsync(agent, streamed);

        Assert.Equal(2, _meter.Observer.Records.Count);
        Assert.Null(CostRun.Current);
    }

    [Theory]
    [MemberData(nameof(Streamed))]
    public async Task LoopOfToolCalls_StopsBetweenTwoRounds(bool streamed)
    {
        var called = 0;
        var agent = Agent("writer", Scripted("answer", toolCalls: 10), AIFunctionFactory.Create(() => ++called, "answer"))
            .AsBuilder().UseBudget(requests: 3).Build();

        await Assert.ThrowsAsync<BudgetExceededException>(() => RunAsync(agent, streamed));

        Assert.Equal((3, 3), (_meter.Observer.Records.Count, called));
    }

    [Theory]
    [MemberData(nameof(Streamed))]
    public async Task AgentAsATool_UsesTheBudgetOfItsParent(bool streamed)
    {
        var inner = Agent("researcher", new TestChatClient()).UseBudget(requests: 100);
        var outer = Agent("writer", Scripted("researcher"), Tool(inner)).UseBudget(requests: 2);

        var refusal = await Assert.ThrowsAsync<BudgetExceededException>(() => RunAsync(outer, streamed));

        Assert.Equal((2m, 2m), (refusal.Limit, refusal.Spent));
        Assert.Equal(2, _meter.Observer.Records.Count);
    }

    [Theory]
    [MemberData(nameof(Streamed))]
    public async Task AgentAsATool_BeyondItsOwnBudget_DoesNotStopItsParent(bool streamed)
    {
        var inner = Agent("researcher", new TestChatClient()).UseBudget(requests: 0);
        var outer = Agent("writer", Scripted("researcher"), Tool(inner)).UseBudget(requests: 10);

        await RunAsync(outer, streamed);

        Assert.Equal(2, _meter.Observer.Records.Count);
    }

    [Theory]
    [MemberData(nameof(Streamed))]
    public async Task EnclosingRun_IncludesTheCostOfTheAgent(bool streamed)
    {
        using var run = CostBudget.BeginRun(usd: 1);

        await RunAsync(Agent("writer", new TestChatClient()).UseBudget(usd: 0.50m), streamed);

        Assert.Equal((AnswerCost, 1 - AnswerCost), (run.Spent, run.Remaining));
        Assert.Same(run, CostRun.Current);
    }

    [Theory]
    [InlineData(-1, null, null, "usd")]
    [InlineData(9_000_001, null, null, "usd")]
    [InlineData(null, -1, null, "tokens")]
    [InlineData(null, null, -1, "requests")]
    public void InvalidLimit_IsRejectedWhenTheAgentIsBuilt(int? usd, int? tokens, int? requests, string parameter)
    {
        var builder = Agent("writer", new TestChatClient()).AsBuilder();

        Assert.Throws<ArgumentOutOfRangeException>(parameter, () => builder.UseBudget(usd, tokens, requests));
        Assert.Null(CostRun.Current);
    }

    private ChatClientAgent Agent(string name, IChatClient provider, params AITool[] tools) =>
        new(_meter.Client(provider), instructions: null, name: name, tools: tools);

    private static AIFunction Tool(AIAgent agent) =>
        agent.AsAIFunction(new AIFunctionFactoryOptions { Name = "researcher" });

    private static async Task RunAsync(AIAgent agent, bool streamed)
    {
        if (!streamed)
        {
            await agent.RunAsync("Hi?", cancellationToken: Token);
            return;
        }

        await foreach (var _ in agent.RunStreamingAsync("Hi?", cancellationToken: Token))
        {
        }
    }

    /// <summary>Creates a client that requests a tool in its first responses and then gives the final answer.</summary>
    private static TestChatClient Scripted(string tool, int toolCalls = 1)
    {
        var provider = new TestChatClient();
        var trips = 0;
        provider.OnGetResponse = (_, _, _) =>
        {
            var response = TestChatClient.Response(id: $"r-{++trips}");
            response.Messages =
                [new ChatMessage(ChatRole.Assistant, trips <= toolCalls ? [Call()] : [new TextContent("It is 42.")])];
            return Task.FromResult(response);
        };
        provider.OnGetStreamingResponse = (_, _, _) =>
        {
            var id = $"r-{++trips}";
            var first = trips <= toolCalls
                ? new ChatResponseUpdate(ChatRole.Assistant, [Call()]) { ResponseId = id, ModelId = "gpt-4o" }
                : TestChatClient.Text("It is 42.", id);
            return TestChatClient.Stream(first, TestChatClient.Usage(1_000, 100, id));
        };
        return provider;

        FunctionCallContent Call() => new($"call-{trips}", tool, new Dictionary<string, object?> { ["query"] = "What?" });
    }
}
