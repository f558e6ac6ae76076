using Microsoft.Extensions.AI;

namespace LlmCost.AI.Tests;

/// <summary>
/// Tests the actions of budgets other than refusal: slower calls, no tools, and cheaper models. Some of these tests use
/// modalities other than chat.
/// </summary>
public sealed class BudgetActionTests
{
    private readonly TestChatClient _provider = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task SlowDown_DelaysACallToThePace()
    {
        using var meter = new TestMeter(budgets: budgets => budgets.Add(
            "day", budget => budget.Usd(1).PerDay().Observed().SlowDownAt(50)));
        await meter.Meter.Budgets.ChargeAsync(0.55m, Token);
        var client = meter.Client(_provider);

        // Half of the day is over, and 55 % of the limit is spent. At a steady pace, 55 % would be spent at 13:12, but no call
        // waits longer than 5 seconds.
        var call = client.GetResponseAsync("Hi", cancellationToken: Token);
        Assert.False(call.IsCompleted);
        meter.Time.Advance(TimeSpan.FromSeconds(5));
        await call;

        meter.Time.Advance(TimeSpan.FromHours(2));
        await client.GetResponseAsync("Hi", cancellationToken: Token);
    }

    [Fact]
    public async Task WrapUp_ForbidsTools_AndMarksTheResponse()
    {
        using var meter = new TestMeter(budgets: budgets => budgets.Add(
            "run", budget => budget.Requests(10).PerRun().WrapUpAt(20)));
        var modes = new List<ChatToolMode?>();
        _provider.OnGetResponse = (_, options, _) =>
        {
            modes.Add(options?.ToolMode);
            return Task.FromResult(TestChatClient.Response());
        };
        var options = new ChatOptions { Tools = [AIFunctionFactory.Create(() => 1, "one")], ToolMode = ChatToolMode.Auto };
        using var run = CostBudget.BeginRun();
        var client = meter.Client(_provider);

        await client.GetResponseAsync("Hi", options, Token);
        var response = await client.GetResponseAsync("Hi", options, Token);

        Assert.Equal([ChatToolMode.Auto, ChatToolMode.None], modes);
        Assert.Equal("wrapped_up", response.AdditionalProperties!["llmcost.budget.decision"]);
        Assert.Equal(ChatToolMode.Auto, options.ToolMode);
    }

    [Fact]
    public async Task OnCappedThrow_RefusesInsteadOfCapping()
    {
        using var meter = new TestMeter(budgets: budgets => budgets.Add(
            "all", budget => budget.Usd(0.02m).Strict().OnCapped(CappedAction.Throw)));

        await Assert.ThrowsAsync<BudgetExceededException>(() => meter.Client(_provider).GetResponseAsync(
            "Hi", new ChatOptions { MaxOutputTokens = 3_000 }, Token));
    }

    [Fact]
    public async Task Experience_ReplacesTheDefaultOutput_After50Calls()
    {
        using var meter = new TestMeter(budgets: budgets => budgets.Add("all", budget => budget.OutputTokens(1_000_000)));
        var client = meter.Client(_provider);
        List<decimal> reserved = [];
        _provider.OnGetResponse = async (_, _, _) =>
        {
            reserved.Add((await meter.Meter.Budgets.GetStatusAsync("all", cancellationToken: Token))[0].Reserved);
            return TestChatClient.Response(output: 100);
        };

        for (var i = 0; i <= 50; i++)
        {
            await client.GetResponseAsync("Hi", cancellationToken: Token);
        }

        // Responses of 100 tokens are in the histogram bucket up to 128.
        Assert.Equal((4_096m, 4_096m, 128m), (reserved[0], reserved[49], reserved[50]));
    }

    [Fact]
    public async Task Routing_ChoosesACheaperModel_AndAnnouncesIt()
    {
        using var meter = Routed();
        var models = WatchModels();
        var client = Route(meter);
        await client.GetResponseAsync("Hi", cancellationToken: Token);
        await meter.Meter.Budgets.ChargeAsync(0.8m, Token);

        var response = await client.GetResponseAsync("Hi", cancellationToken: Token);

        Assert.Equal([null, "gpt-4o-mini"], models);
        Assert.Equal("downgraded", response.AdditionalProperties!["llmcost.budget.decision"]);
        Assert.Equal("gpt-4o", response.AdditionalProperties["llmcost.budget.requested_model"]);
        Assert.Single(meter.BudgetEvents.All, one => one.Kind is BudgetEventKind.Downgraded);
        Assert.Single(meter.Logs.GetSnapshot(), record => record.Id.Name is "BudgetDowngraded");
    }

    [Fact]
    public async Task Routing_ReadsTheSpendOfOtherProcesses_BeforeTheFirstCall()
    {
        UnreliableBudgetStore? store = null;
        using var meter = new TestMeter(
            budgets: budgets => budgets
                .Add("all", budget => budget.Usd(1).Lifetime().DowngradeAt(50))
                .Add("other", budget => budget.Usd(1).Lifetime())
                .Downgrade("gpt-4o", "gpt-4o-mini"),
            store: time => store = new UnreliableBudgetStore(time));
        using var process = new TestMeter(
            budgets: budgets => budgets.Add("all", budget => budget.Usd(1).Lifetime()), store: _ => store!);
        await process.Meter.Budgets.ChargeAsync(0.8m, Token);
        var models = WatchModels();
        var client = Route(meter);

        await client.GetResponseAsync("Hi", new ChatOptions { ModelId = "gpt-4o" }, Token);
        await client.GetResponseAsync("Hi", new ChatOptions { ModelId = "gpt-4o" }, Token);
        await client.GetResponseAsync("Hi", new ChatOptions { ModelId = "gpt-4.1" }, Token);

        Assert.Equal(["gpt-4o-mini", "gpt-4o-mini", "gpt-4.1"], models);
        Assert.Equal(1, store!.Reads);
    }

    [Fact]
    public async Task Routing_DoesNotWaitLongForTheStore()
    {
        UnreliableBudgetStore? store = null;
        using var meter = new TestMeter(
            budgets: budgets => budgets
                .Add("all", budget => budget.Usd(1).Lifetime().DowngradeAt(50))
                .Downgrade("gpt-4o", "gpt-4o-mini"),
            store: time => store = new UnreliableBudgetStore(time));
        using var answering = store!;
        store!.Hangs = true;
        var models = WatchModels();

        var call = Route(meter).GetResponseAsync("Hi", new ChatOptions { MaxOutputTokens = 1_000 }, Token);
        Assert.False(call.IsCompleted);
        meter.Time.Advance(TimeSpan.FromMilliseconds(250));
        await call;

        Assert.Equal([null], models);
    }

    [Fact]
    public async Task Routing_AnnouncesInTheLastUpdateOfAStream()
    {
        using var meter = Routed();
        await meter.Meter.Budgets.ChargeAsync(0.8m, Token);
        _provider.OnGetStreamingResponse = (_, _, _) => TestChatClient.Stream(
            TestChatClient.Text("Hello"),
            new ChatResponseUpdate(ChatRole.Assistant, " there") { FinishReason = ChatFinishReason.Stop, ResponseId = "r-1" });

        var response = await Route(meter).GetStreamingResponseAsync("Hi", cancellationToken: Token).ToChatResponseAsync(Token);

        Assert.Equal("downgraded", response.AdditionalProperties!["llmcost.budget.decision"]);
    }

    [Fact]
    public async Task Routing_KeepsTheModelOfARun()
    {
        using var meter = Routed();
        var models = WatchModels();
        var client = Route(meter);
        using (CostBudget.BeginRun())
        {
            await client.GetResponseAsync("Hi", cancellationToken: Token);
            await meter.Meter.Budgets.ChargeAsync(0.8m, Token);
            await client.GetResponseAsync("Hi", cancellationToken: Token);
        }

        using (CostBudget.BeginRun())
        {
            await client.GetResponseAsync("Hi", cancellationToken: Token);
            await meter.Meter.Budgets.IncreaseAsync(
                "all", 100, meter.Time.GetUtcNow().AddDays(1), "ops", "launch", cancellationToken: Token);
            await meter.Meter.Budgets.ChargeAsync(0.1m, Token);
            await client.GetResponseAsync("Hi", cancellationToken: Token);
        }

        await client.GetResponseAsync("Hi", cancellationToken: Token);
        Assert.Equal([null, null, "gpt-4o-mini", "gpt-4o-mini", null], models);
    }

    [Fact]
    public async Task Routing_SkipsModelsThatAreNotCheaper_OrCannotServeTheRequest()
    {
        using var meter = new TestMeter(budgets: budgets => budgets
            .Add("all", budget => budget.Usd(1).Lifetime().DowngradeAt(50))
            .Downgrade("gpt-4o", "gpt-4-turbo", "unknown-model", "gpt-4o-mini", "gpt-4.1-nano"));
        var models = WatchModels();
        await meter.Meter.Budgets.ChargeAsync(0.8m, Token);

        await Route(meter, client => client.CanServe = (model, _, _) => model != "gpt-4o-mini")
            .GetResponseAsync("Hi", cancellationToken: Token);

        Assert.Equal(["gpt-4.1-nano"], models);
    }

    [Fact]
    public async Task Routing_OfAShadowBudget_OnlyReports()
    {
        using var meter = new TestMeter(budgets: budgets => budgets
            .Add("all", budget => budget.Usd(1).Lifetime().DowngradeAt(50).Shadow())
            .Downgrade("gpt-4o", "gpt-4o-mini"));
        var models = WatchModels();
        await meter.Meter.Budgets.ChargeAsync(0.8m, Token);
        var decisions = meter.Collect<long>("llmcost.budget.decisions");

        await Route(meter).GetResponseAsync("Hi", cancellationToken: Token);

        Assert.Equal([null], models);
        Assert.Contains(decisions.GetMeasurementSnapshot(), one =>
            (string?)one.Tags["llmcost.budget.decision"] is "downgraded" && (string?)one.Tags["llmcost.budget.shadow"] is "true");
    }

    [Fact]
    public async Task Routing_CountsAnAnswerOfTheOriginalModel()
    {
        using var meter = Routed();
        await meter.Meter.Budgets.ChargeAsync(0.8m, Token);
        _provider.OnGetResponse = (_, _, _) => Task.FromResult(TestChatClient.Response(model: "gpt-4o-2024-11-20"));
        var decisions = meter.Collect<long>("llmcost.budget.decisions");

        await Route(meter).GetResponseAsync("Hi", cancellationToken: Token);

        Assert.Contains(decisions.GetMeasurementSnapshot(), one =>
            one.Tags.TryGetValue("llmcost.budget.reason", out var reason) && reason is "ignored");
    }

    [Fact]
    public async Task Embeddings_ReserveTheirInput()
    {
        using var meter = new TestMeter(budgets: budgets => budgets.Add("all", budget => budget.InputTokens(50)));
        var generator = new TestEmbeddingGenerator().AsBuilder().UseCostMetering(meter.Meter).Build();

        var refusal = await Assert.ThrowsAsync<BudgetExceededException>(() => generator.GenerateAsync(
            [new string('x', 200)], cancellationToken: Token));

        Assert.Equal((BudgetExceededReason.TooLarge, 100m), (refusal.Reason, refusal.Requested));
    }

    [Fact]
    public async Task Images_ReserveTheirPrice()
    {
        using var meter = new TestMeter(budgets: budgets => budgets.Add("all", budget => budget.Usd(0.10m).Strict()));
        var generator = new TestImageGenerator().AsBuilder().UseCostMetering(meter.Meter).Build();
        var options = new ImageGenerationOptions { Count = 2 };
        await generator.GenerateImagesAsync("a bee", options, Token);

        var refusal = await Assert.ThrowsAsync<BudgetExceededException>(
            () => generator.GenerateImagesAsync("a bee", options, Token));

        Assert.Equal((0.04m, 0.08m), (refusal.Spent, refusal.Requested));
    }

    [Fact]
    public async Task Speech_ReservesItsCharacters()
    {
        using var meter = new TestMeter(budgets: budgets => budgets.Add("all", budget => budget.Usd(0.0015m).Strict()));
        var client = new TestTextToSpeechClient().AsBuilder().UseCostMetering(meter.Meter).Build();

        var refusal = await Assert.ThrowsAsync<BudgetExceededException>(
            () => client.GetAudioAsync(new string('x', 1_000), cancellationToken: Token));

        Assert.Equal((BudgetExceededReason.TooLarge, 0.015m), (refusal.Reason, refusal.Requested));
    }

    private static TestMeter Routed() => new(budgets: budgets => budgets
        .Add("all", budget => budget.Usd(1).Lifetime().DowngradeAt(50))
        .Downgrade("gpt-4o", "gpt-4o-mini"));

    private IChatClient Route(TestMeter meter, Action<BudgetRoutingChatClient>? configure = null) =>
        _provider.AsBuilder().UseBudgetRouting(configure).UseCostMetering(meter.Meter).Build();

    private List<string?> WatchModels()
    {
        List<string?> models = [];
        _provider.OnGetResponse = (_, options, _) =>
        {
            models.Add(options?.ModelId);
            return Task.FromResult(TestChatClient.Response(model: options?.ModelId ?? "gpt-4o"));
        };
        return models;
    }
}
