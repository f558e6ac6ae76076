using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.SemanticKernel;
using Microsoft.SemanticKernel.ChatCompletion;
using Microsoft.SemanticKernel.TextGeneration;

namespace LlmCost.AI.Tests;

/// <summary>Tests how budgets admit each round trip of Semantic Kernel's services and stop function-calling loops.</summary>
public sealed class BudgetTests
{
    private const decimal NanosPerUsd = 1_000_000_000;

    public static readonly TheoryData<bool> Streamed = [false, true];

    public static readonly TheoryData<bool, bool> StreamedAndConcurrent = new()
    {
        { false, false }, { false, true }, { true, false }, { true, true },
    };

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [MemberData(nameof(Streamed))]
    public async Task RefusedFirstRound_ReachesNoProvider_AndLeavesNoRecord(bool streamed)
    {
        await using var provider = await Provider.StartAsync(Provider.Answer);
        using var kernel = WithBudget(provider, budget => budget.Requests(0));

        await Assert.ThrowsAsync<BudgetExceededException>(() => kernel.PromptAsync(streamed));

        Assert.Equal(0, provider.Requests);
        Assert.Empty(kernel.Records);
    }

    [Theory]
    [MemberData(nameof(Streamed))]
    public async Task RefusedTextGeneration_ReachesNoProvider(bool streamed)
    {
        await using var provider = await Provider.StartAsync(Provider.Answer);
        using var kernel = WithBudget(provider, budget => budget.Requests(0));
        var service = kernel.Kernel.GetRequiredService<ITextGenerationService>();

        await Assert.ThrowsAsync<BudgetExceededException>(async () =>
        {
            if (!streamed)
            {
                await service.GetTextContentsAsync("Hi", cancellationToken: Token);
                return;
            }

            await foreach (var _ in service.GetStreamingTextContentsAsync("Hi", cancellationToken: Token))
            {
            }
        });

        Assert.Equal(0, provider.Requests);
        Assert.Empty(kernel.Records);
    }

    [Theory]
    [MemberData(nameof(Streamed))]
    public async Task LoopOfFunctionCalls_StopsBetweenTwoRounds(bool streamed)
    {
        await using var provider = await Provider.StartAsync(Provider.ToolCall, Provider.ToolCall, Provider.Answer);
        var invoked = 0;
        using var kernel = WithBudget(provider, budget => budget.Requests(2)).WithFunction(() => ++invoked);

        var refusal = await Assert.ThrowsAsync<BudgetExceededException>(() => kernel.PromptAsync(streamed));

        Assert.Equal(("all", BudgetUnit.Requests), (refusal.Budget, refusal.Unit));
        Assert.Equal((2, 2), (provider.Requests, invoked));
        Assert.Equal([700, 700], kernel.Inputs);
        Assert.Equal((2m, 0m), await SumsAsync(kernel));
    }

    [Theory]
    [MemberData(nameof(StreamedAndConcurrent))]
    public async Task FunctionsOfOneAnswer_AreAllInvokedBeforeTheNextRoundIsRefused(bool streamed, bool concurrent)
    {
        await using var provider = await Provider.StartAsync([_ => Provider.TwoToolCalls(streamed)]);
        var invoked = 0;
        using var kernel = WithBudget(provider, budget => budget.Requests(1))
            .WithFunction(() => Interlocked.Increment(ref invoked));

        await Assert.ThrowsAsync<BudgetExceededException>(() => kernel.PromptAsync(streamed, new()
        {
            FunctionChoiceBehavior = FunctionChoiceBehavior.Auto(options: new() { AllowConcurrentInvocation = concurrent }),
        }));

        Assert.Equal((1, 2), (provider.Requests, invoked));
        Assert.Equal((1m, 0m), await SumsAsync(kernel));
    }

    [Theory]
    [MemberData(nameof(Streamed))]
    public async Task FailedFunction_DoesNotAdmitTheNextRound(bool streamed)
    {
        await using var provider = await Provider.StartAsync(Provider.ToolCall, Provider.Answer);
        using var kernel = WithBudget(provider, budget => budget.Requests(1))
            .WithFunction(string () => throw new InvalidOperationException());

        await Assert.ThrowsAsync<BudgetExceededException>(() => kernel.PromptAsync(streamed));

        Assert.Equal(1, provider.Requests);
    }

    [Theory]
    [MemberData(nameof(Streamed))]
    public async Task LoopOfFunctionCalls_SettlesAtItsExactCost(bool streamed)
    {
        await using var provider = await Provider.StartAsync(Provider.ToolCall, Provider.Answer);
        using var kernel = WithBudget(provider, budget => budget.Usd(1)).WithFunction(() => "sunny");

        await kernel.PromptAsync(streamed);

        Assert.Equal(2, kernel.Records.Count);
        var spent = kernel.Records.Sum(record => decimal.Ceiling(record.Cost!.Value.Total * NanosPerUsd)) / NanosPerUsd;
        Assert.Equal((spent, 0m), await SumsAsync(kernel));
    }

    [Theory]
    [MemberData(nameof(Streamed))]
    public async Task RoundThatIsReservedButNotMade_IsReleased(bool streamed)
    {
        await using var provider = await Provider.StartAsync(Provider.ToolCall);
        using var kernel = WithBudget(provider, budget => budget.Requests(10)).WithFunction(() => "sunny");
        kernel.Kernel.AutoFunctionInvocationFilters.Insert(0, new TerminatingFilter());

        await kernel.PromptAsync(streamed);

        Assert.Equal(1, provider.Requests);
        Assert.Equal((1m, 0m), await SumsAsync(kernel));
    }

    [Theory]
    [MemberData(nameof(Streamed))]
    public async Task RoundAfterAFunctionThatDoesNotExist_IsCharged(bool streamed)
    {
        await using var provider = await Provider.StartAsync(Provider.ToolCall, Provider.Answer);
        using var kernel = WithBudget(provider, budget => budget.Requests(10));
        kernel.Kernel.Plugins.AddFromFunctions("other", [KernelFunctionFactory.CreateFromMethod(() => "sunny", "get")]);

        await kernel.PromptAsync(streamed);

        Assert.Equal((2m, 0m), await SumsAsync(kernel));
    }

    [Theory]
    [MemberData(nameof(Streamed))]
    public async Task MeterBehindTheService_SharesItsReservation_AndStillLimitsTheLoop(bool streamed)
    {
        await using var provider = await Provider.StartAsync(Provider.ToolCall, Provider.ToolCall, Provider.Answer);
        using var kernel = new TestKernel((builder, http) =>
        {
            builder.Services.AddSingleton(services => TestKernel.OpenAI(provider, http).GetChatClient("gpt-5.1").AsIChatClient()
                .AsBuilder()
                .UseKernelFunctionInvocation()
                .UseCostMetering()
                .Build(services)
                .AsChatCompletionService());
            builder.Services.AddCostMetering(Provider.IsOpenAI).AddSemanticKernel()
                .AddBudgets(budgets => budgets.Add("all", budget => budget.Requests(2)));
        }).WithFunction(() => "sunny");

        await Assert.ThrowsAsync<BudgetExceededException>(() => kernel.PromptAsync(streamed));

        Assert.Equal(2, provider.Requests);
        Assert.Equal((2m, 0m), await SumsAsync(kernel));
    }

    [Theory]
    [InlineData(CutAction.Throw)]
    [InlineData(CutAction.End)]
    public async Task StreamThatExceedsItsGrant_IsCutOff_AndClosesTheConnection(CutAction action)
    {
        var chunk = $$"""
            {"id":"c-1","object":"chat.completion.chunk","created":1764000000,"model":"gpt-5.1",
            "choices":[{"index":0,"delta":{"role":"assistant","content":"{{new string('x', 400)}}"},"finish_reason":null}]}
            """;
        await using var server = await EndlessServer.StartAsync("", $"data: {chunk.ReplaceLineEndings("")}\n\n");
        using var kernel = new TestKernel((builder, http) =>
        {
            builder.AddOpenAIChatCompletion("gpt-5.1", new Uri(server.Address, "v1"), "none", httpClient: http);
            builder.Services.AddCostMetering(Provider.IsOpenAI).AddSemanticKernel()
                .AddBudgets(budgets => budgets.Add("all", budget => budget.OutputTokens(1_200).OnCut(action)));
        });

        var exception = await Record.ExceptionAsync(() => kernel.PromptAsync(streamed: true));

        Assert.Equal(
            action is CutAction.Throw ? BudgetExceededReason.CutOff : null, (exception as BudgetExceededException)?.Reason);
        Assert.Equal(action is CutAction.End, exception is null);
        await server.Closed.WaitAsync(TimeSpan.FromMinutes(1), Token);
        var (spent, reserved) = await SumsAsync(kernel);
        Assert.InRange(spent, 1_000, 1_400);
        Assert.Equal((0, CallOutcome.Canceled), (reserved, kernel.Observer.Single.Outcome));
    }

    /// <summary>Shows why a budget can't end the function-calling loop with an exception.</summary>
    [Fact]
    public async Task ExceptionOfAFilter_IsSentToTheModelByTheConnector()
    {
        await using var provider = await Provider.StartAsync(Provider.ToolCall, Provider.Answer);
        using var kernel = TestKernel.WithConnector(provider).WithFunction(() => "sunny");
        kernel.Kernel.AutoFunctionInvocationFilters.Add(new ThrowingFilter());

        await kernel.PromptAsync(streamed: false);

        Assert.Equal(2, provider.Requests);
    }

    private static TestKernel WithBudget(Provider provider, Action<BudgetBuilder> configure) => TestKernel.WithConnector(
        provider,
        builder => builder.Services.AddCostMetering().AddBudgets(budgets => budgets.Add("all", configure)));

    private static async Task<(decimal Spent, decimal Reserved)> SumsAsync(TestKernel kernel)
    {
        var budgets = kernel.Kernel.GetRequiredService<CostBudgets>();
        var status = Assert.Single(await budgets.GetStatusAsync("all", cancellationToken: Token));
        return (status.Spent, status.Reserved);
    }

    private sealed class ThrowingFilter : IAutoFunctionInvocationFilter
    {
        public Task OnAutoFunctionInvocationAsync(
            AutoFunctionInvocationContext context, Func<AutoFunctionInvocationContext, Task> next) =>
            throw new BudgetExceededException();
    }

    private sealed class TerminatingFilter : IAutoFunctionInvocationFilter
    {
        public async Task OnAutoFunctionInvocationAsync(
            AutoFunctionInvocationContext context, Func<AutoFunctionInvocationContext, Task> next)
        {
            await next(context);
            context.Terminate = true;
        }
    }
}
