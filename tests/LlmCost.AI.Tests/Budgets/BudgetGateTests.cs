using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;

namespace LlmCost.AI.Tests;

/// <summary>Tests how budgets admit, limit, refuse and settle the calls of a metered client.</summary>
/// <remarks>A call of the test client costs 0.0035 USD for 1,000 input tokens and 100 output tokens of gpt-4o.</remarks>
public sealed class BudgetGateTests
{
    private const decimal CostOfCall = 0.0035m;

    private readonly TestChatClient _provider = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Call_SettlesAtItsExactCost()
    {
        using var meter = new TestMeter(budgets: budgets => budgets.Add("all", budget => budget.Usd(1)));

        await meter.Client(_provider).GetResponseAsync("Hi", cancellationToken: Token);

        var status = await Status(meter, "all");
        Assert.Equal((CostOfCall, 0m, 1m), (status.Spent, status.Reserved, status.Limit));
    }

    [Fact]
    public async Task CallInProgress_ReservesItsUpperBound()
    {
        using var meter = new TestMeter(budgets: budgets => budgets.Add("all", budget => budget.Usd(1).Strict()));
        var reserved = 0m;
        _provider.OnGetResponse = async (_, _, _) =>
        {
            reserved = (await Status(meter, "all")).Reserved;
            return TestChatClient.Response();
        };

        await meter.Client(_provider).GetResponseAsync("Hi", new ChatOptions { MaxOutputTokens = 1_000 }, Token);

        // "Hi" and the message around it count as at most 10 tokens, at 2.5 USD per million. 1,000 output tokens cost 0.01 USD.
        Assert.Equal(0.010025m, reserved);
    }

    [Fact]
    public async Task LastDollar_IsSpentByOnlyOneOfManyConcurrentCalls()
    {
        using var meter = new TestMeter(budgets: budgets => budgets.Add("all", budget => budget.Usd(0.0101m).Strict()));
        var answer = new TaskCompletionSource();
        _provider.OnGetResponse = async (_, _, _) =>
        {
            await answer.Task;
            return TestChatClient.Response();
        };
        var client = meter.Client(_provider);

        var options = new ChatOptions { MaxOutputTokens = 1_000 };
        List<Task<ChatResponse>> calls =
            [.. Enumerable.Range(0, 50).Select(_ => client.GetResponseAsync("Hi", options, cancellationToken: Token))];
        answer.SetResult();
        await Task.WhenAll(calls.Select(call => call.ContinueWith(_ => { }, TaskScheduler.Default)));

        Assert.Equal(1, calls.Count(call => call.IsCompletedSuccessfully));
        Assert.All(
            calls.Where(call => call.IsFaulted),
            call => Assert.Equal(
                BudgetExceededReason.InFlight, Assert.IsType<BudgetExceededException>(call.Exception!.InnerException).Reason));
        Assert.Equal((CostOfCall, 0m), await Sums(meter, "all"));
    }

    [Fact]
    public async Task Refusal_ReachesNoProvider_AndLeavesNoRecord()
    {
        using var meter = new TestMeter(budgets: budgets => budgets.Add("none", budget => budget.Usd(0)));
        var isCalled = false;
        _provider.OnGetResponse = (_, _, _) =>
        {
            isCalled = true;
            return Task.FromResult(TestChatClient.Response());
        };

        var refusal = await Assert.ThrowsAsync<BudgetExceededException>(

            () => meter.Client(_provider).GetResponseAsync("Hi", cancellationToken: Token));

        Assert.False(isCalled);
        Assert.Empty(meter.Observer.Records);
        Assert.Equal(("none", BudgetUnit.Usd, BudgetExceededReason.TooLarge), (refusal.Budget, refusal.Unit, refusal.Reason));
    }

    [Fact]
    public async Task SpentBudget_ReportsItsSumsItsResetAndItsSetting()
    {
        using var meter = new TestMeter(budgets: budgets => budgets.Add("day", budget => budget.Usd(0.005m).PerDay().Observed()));
        var client = meter.Client(_provider);
        await client.GetResponseAsync("Hi", cancellationToken: Token);
        await client.GetResponseAsync("Hi", cancellationToken: Token);

        var refusal = await Assert.ThrowsAsync<BudgetExceededException>(

            () => client.GetResponseAsync("Hi", cancellationToken: Token));

        Assert.Equal(BudgetExceededReason.Exhausted, refusal.Reason);
        Assert.Equal((0.005m, 0.007m), (refusal.Limit, refusal.Spent));
        Assert.Equal(new DateTimeOffset(2026, 11, 25, 0, 0, 0, TimeSpan.Zero), refusal.ResetsAt);
        Assert.False(refusal.IsTransient);
        Assert.Equal(
            "Budget 'day' is exhausted: 0.007 USD spent and 0.00 USD reserved of 0.005 USD; the call needs 0.000000001 USD."
            + " It resets at 2026-11-25 00:00:00 +00:00. Raise LlmCost:Budgets:day, or add an increase.",
            refusal.Message);
    }

    [Fact]
    public async Task NewWindow_StartsAtZero()
    {
        using var meter = new TestMeter(budgets: budgets => budgets.Add("day", budget => budget.Requests(1).PerDay()));
        var client = meter.Client(_provider);
        await client.GetResponseAsync("Hi", cancellationToken: Token);
        await Assert.ThrowsAsync<BudgetExceededException>(() => client.GetResponseAsync("Hi", cancellationToken: Token));

        meter.Time.Advance(TimeSpan.FromHours(12));
        await client.GetResponseAsync("Hi", cancellationToken: Token);

        Assert.Equal((1m, 0m), await Sums(meter, "day"));
    }

    [Fact]
    public async Task CallThatEndsInAnotherWindow_IsChargedToTheWindowOfItsAdmission()
    {
        using var meter = new TestMeter(budgets: budgets => budgets.Add("day", budget => budget.Usd(1).PerDay()));
        var answer = new TaskCompletionSource<ChatResponse>();
        _provider.OnGetResponse = (_, _, _) => answer.Task;
        var call = meter.Client(_provider).GetResponseAsync("Hi", cancellationToken: Token);
        var yesterday = new Budget("day", new BudgetOptions { Usd = 1, Window = "Day" }, maxScopes: 1, _ => null)
            .CountersOf("", meter.Time.GetUtcNow());

        meter.Time.Advance(TimeSpan.FromDays(1));
        answer.SetResult(TestChatClient.Response());
        await call;

        Assert.Equal((0m, 0m), await Sums(meter, "day"));
        var reading = Assert.Single(await meter.Meter.Budgets.Store.ReadAsync(yesterday, Token));
        Assert.Equal((3_500_000, 0), (reading.Spent, reading.Reserved));
    }

    [Fact]
    public async Task LoweredLimit_KeepsTheSpend_CancelsNoCall_AndRefusesTheNextCall()
    {
        using var meter = new TestMeter(budgets: budgets => budgets.Add("all", budget => budget.Usd(1)));
        var client = meter.Client(_provider);
        await client.GetResponseAsync("Hi", cancellationToken: Token);
        var (answer, respond) = (new TaskCompletionSource<ChatResponse>(), _provider.OnGetResponse);
        _provider.OnGetResponse = (_, _, _) => answer.Task;
        var open = client.GetResponseAsync("Hi", cancellationToken: Token);
        _provider.OnGetResponse = respond;

        var lowered = new BudgetsOptions();
        new BudgetsBuilder(lowered).Add("all", budget => budget.Usd(CostOfCall / 2));
        meter.Meter.Budgets.Apply(lowered);

        await Assert.ThrowsAsync<BudgetExceededException>(() => client.GetResponseAsync("Hi", cancellationToken: Token));
        answer.SetResult(TestChatClient.Response());
        await open;
        var status = await Status(meter, "all");
        Assert.Equal((CostOfCall / 2, 2 * CostOfCall, 0m), (status.Limit, status.Spent, status.Reserved));
    }

    [Fact]
    public async Task UsersBeyondTheMaximum_ShareOneLimit_AndKnownUsersKeepTheirs()
    {
        const int Max = 100;
        using var services = new ServiceCollection()
            .AddCostMetering()
            .AddBudgets(budgets => budgets
                .Add("user", budget => budget.Usd(3 * CostOfCall).Lifetime().ForEach("user").Observed())
                .ConfigureStore(options => options.MaxCounters = Max))
            .Services.BuildServiceProvider();
        var client = _provider.AsBuilder().UseCostMetering().Build(services);
        for (var user = 0; user < Max + 3; user++)
        {
            await CallAs(user);
        }

        await Assert.ThrowsAsync<BudgetExceededException>(() => CallAs(Max + 3));
        await CallAs(0);

        async Task CallAs(int user)
        {
            using var scope = CostScope.Begin(null, ("user.id", $"u{user}"));
            await client.GetResponseAsync("Hi", cancellationToken: Token);
        }
    }

    [Fact]
    public async Task ManyCanceledCalls_LeaveNoReservationsAndNoRenewals()
    {
        UnreliableBudgetStore store = null!;
        using var meter = new TestMeter(
            budgets: budgets => budgets.Add("all", budget => budget.Usd(1_000).Concurrent(1)),
            store: time => store = new UnreliableBudgetStore(time));
        _provider.OnGetResponse = async (_, _, token) =>
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, token);
            return TestChatClient.Response();
        };
        var client = meter.Client(_provider);

        for (var i = 0; i < 5_000; i++)
        {
            using var source = new CancellationTokenSource();
            var call = client.GetResponseAsync("Hi", cancellationToken: source.Token);
            await source.CancelAsync();
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call);
        }

        meter.Time.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(0, store.Renewals);
        var statuses = await meter.Meter.Budgets.GetStatusAsync("all", cancellationToken: Token);
        Assert.All(statuses, status => Assert.Equal(0, status.Reserved));
    }

    [Fact]
    public async Task AllMatchingBudgetsApply_AndARefusalReservesNothing()
    {
        using var meter = new TestMeter(budgets: budgets => budgets
            .Add("company", budget => budget.Usd(10))
            .Add("openai", budget => budget.Requests(1).Match("provider", "openai"))
            .Add("anthropic", budget => budget.Requests(0).Match("provider", "anthropic")));
        var client = meter.Client(_provider);
        await client.GetResponseAsync("Hi", cancellationToken: Token);

        var refusal = await Assert.ThrowsAsync<BudgetExceededException>(

            () => client.GetResponseAsync("Hi", cancellationToken: Token));

        Assert.Equal("openai", refusal.Budget);
        Assert.Equal((CostOfCall, 0m), await Sums(meter, "company"));
        Assert.Equal((0m, 0m), await Sums(meter, "anthropic"));
    }

    [Fact]
    public async Task Refusal_NamesTheBudget_AndOtherExceededBudgets()
    {
        using var meter = new TestMeter(budgets: budgets => budgets
            .Add("company", budget => budget.Usd(10))
            .Add("team", budget => budget.Requests(1))
            .Add("feature", budget => budget.Requests(1)));
        var client = meter.Client(_provider);
        await client.GetResponseAsync("Hi", cancellationToken: Token);

        var refusal = await Assert.ThrowsAsync<BudgetExceededException>(
            () => client.GetResponseAsync("Hi", cancellationToken: Token));

        Assert.Equal(("team", "feature"), (refusal.Budget, Assert.Single(refusal.AlsoExceeded)));
    }

    [Fact]
    public async Task SplitBudget_HasACounterPerValue_AndOverrides()
    {
        using var meter = new TestMeter(budgets: budgets => budgets.Add(
            "user-day", budget => budget.Usd(0.006m).PerDay().ForEach("user").Observed().Override("vip-*", usd: 20)));
        var client = meter.Client(_provider);

        await CallAs("ann");
        await CallAs("ann");
        await CallAs("bob");
        await CallAs("vip-1");
        await CallAs("vip-1");
        await CallAs("vip-1");

        await Assert.ThrowsAsync<BudgetExceededException>(() => CallAs("ann"));
        await CallAs("bob");
        Assert.Equal((20m, 3 * CostOfCall), await LimitAndSpent("vip-1"));
        Assert.Equal((0.006m, 2 * CostOfCall), await LimitAndSpent("ann"));
        var top = await meter.Meter.Budgets.GetTopAsync("user-day", count: 1, cancellationToken: Token);
        Assert.Equal("vip-1", Assert.Single(Assert.Single(top).Scope).Value);

        async Task CallAs(string user)
        {
            using var scope = CostScope.Begin(null, ("user.id", user));
            await client.GetResponseAsync("Hi", cancellationToken: Token);
        }

        async Task<(decimal, decimal)> LimitAndSpent(string user)
        {
            var status =
                Assert.Single(await meter.Meter.Budgets.GetStatusAsync("user-day", [KeyValuePair.Create("user", user)], Token));
            return (status.Limit, status.Spent);
        }
    }

    [Theory]
    [InlineData(MissingScopeAction.Skip, 0)]
    [InlineData(MissingScopeAction.Shared, 1)]
    public async Task CallWithoutTheSplitValue_IsSkippedOrShared(MissingScopeAction action, int counted)
    {
        using var meter = new TestMeter(
            budgets: budgets => budgets.Add("user", budget => budget.Requests(5).ForEach("user").OnMissing(action)));
        var missing = meter.Collect<long>("llmcost.budget.missing_scope");

        await meter.Client(_provider).GetResponseAsync("Hi", cancellationToken: Token);

        var shared = await meter.Meter.Budgets.GetTopAsync("user", BudgetUnit.Requests, cancellationToken: Token);
        Assert.Equal(counted, shared.Sum(status => status.Spent));
        Assert.Equal(1, missing.LastMeasurement?.Value);
    }

    [Fact]
    public async Task CallWithoutTheSplitValue_IsRefusedIfConfigured()
    {
        using var meter = new TestMeter(budgets: budgets => budgets.Add(
            "user", budget => budget.Requests(5).ForEach("user").OnMissing(MissingScopeAction.Refuse)));

        var refusal = await Assert.ThrowsAsync<BudgetExceededException>(

            () => meter.Client(_provider).GetResponseAsync("Hi", cancellationToken: Token));

        Assert.Equal(BudgetExceededReason.MissingScope, refusal.Reason);
    }

    [Fact]
    public async Task StrictBudget_SendsTheGrantAsMaximumOutput_AndMarksTheResponse()
    {
        using var meter = new TestMeter(budgets: budgets => budgets.Add("all", budget => budget.Usd(0.020025m).Strict()));
        var caps = new List<int?>();
        _provider.OnGetResponse = (_, options, _) =>
        {
            caps.Add(options?.MaxOutputTokens);
            return Task.FromResult(TestChatClient.Response());
        };
        var options = new ChatOptions { MaxOutputTokens = 3_000 };

        var response = await meter.Client(_provider).GetResponseAsync("Hi", options, cancellationToken: Token);

        Assert.Equal(2_000, Assert.Single(caps));
        Assert.Equal(3_000, options.MaxOutputTokens);
        Assert.Equal("capped", response.AdditionalProperties!["llmcost.budget.decision"]);
    }

    [Fact]
    public async Task StrictBudget_AddsAMaximumToARequestWithoutOne()
    {
        using var meter = new TestMeter(budgets: budgets => budgets.Add("all", budget => budget.Usd(10).Strict()));
        int? cap = null;
        _provider.OnGetResponse = (_, options, _) =>
        {
            cap = options?.MaxOutputTokens;
            return Task.FromResult(TestChatClient.Response());
        };

        await meter.Client(_provider).GetResponseAsync("Hi", cancellationToken: Token);

        Assert.Equal(4_096, cap);
    }

    [Fact]
    public async Task RequestThatWouldBeCappedBelowTheMinimum_IsRefused()
    {
        using var meter = new TestMeter(budgets: budgets => budgets.Add("all", budget => budget.Usd(0.010m).Strict()));

        var refusal = await Assert.ThrowsAsync<BudgetExceededException>(
            () => meter.Client(_provider).GetResponseAsync("Hi", new ChatOptions { MaxOutputTokens = 2_000 }, Token));

        Assert.Equal(BudgetExceededReason.TooLarge, refusal.Reason);
        Assert.Equal(0.010265m, refusal.Requested);
    }

    [Fact]
    public async Task ShadowBudget_Reports_ButAffectsNoCall()
    {
        using var meter = new TestMeter(budgets: budgets => budgets.Add("new", budget => budget.Usd(0).Strict().Shadow()));
        var decisions = meter.Collect<long>("llmcost.budget.decisions");
        int? cap = 1;
        _provider.OnGetResponse = (_, options, _) =>
        {
            cap = options?.MaxOutputTokens;
            return Task.FromResult(TestChatClient.Response());
        };

        await meter.Client(_provider).GetResponseAsync("Hi", cancellationToken: Token);

        Assert.Null(cap);
        var tags = decisions.LastMeasurement!.Tags;
        Assert.Equal(("refused", "true"), (tags["llmcost.budget.decision"], tags["llmcost.budget.shadow"]));
        Assert.Equal((CostOfCall, 0m), await Sums(meter, "new"));
    }

    [Fact]
    public async Task Observe_OnlyCounts()
    {
        using var meter = new TestMeter(budgets: budgets => budgets.Add("new", budget => budget.Usd(0.001m).Observe()));

        await meter.Client(_provider).GetResponseAsync("Hi", cancellationToken: Token);
        await meter.Client(_provider).GetResponseAsync("Hi", cancellationToken: Token);

        Assert.Equal((2 * CostOfCall, 0m), await Sums(meter, "new"));
    }

    [Fact]
    public async Task FailedCall_ReleasesItsReservation()
    {
        using var meter = new TestMeter(budgets: budgets => budgets.Add("all", budget => budget.Usd(1).Requests(5)));
        _provider.OnGetResponse = (_, _, _) => throw new InvalidOperationException("401");

        await Assert.ThrowsAsync<InvalidOperationException>(
            () => meter.Client(_provider).GetResponseAsync("Hi", cancellationToken: Token));

        Assert.Equal((0m, 0m), await Sums(meter, "all"));
    }

    [Fact]
    public async Task UnknownPrice_IsRefusedByAStrictBudget_WithItsRemedy()
    {
        using var meter = new TestMeter(budgets: budgets => budgets.Add("all", budget => budget.Usd(1).Strict()));

        var refusal = await Assert.ThrowsAsync<BudgetExceededException>(
            () => meter.Client(_provider).GetResponseAsync("Hi", new ChatOptions { ModelId = "gpt-unknown" }, Token));

        Assert.Equal(BudgetExceededReason.Unpriced, refusal.Reason);
        Assert.Equal(
            "Budget 'all' limits USD, but the price of model 'gpt-unknown' of provider 'openai' is unknown. Add it to"
            + " LlmCost:Prices, or set LlmCost:Budgets:all:OnUnpriced.",
            refusal.Message);
    }

    [Fact]
    public async Task UnknownPrice_IsAssumedIfConfigured()
    {
        using var meter = new TestMeter(
            budgets: budgets => budgets.Add("all", budget => budget.Usd(1).Strict().AssumeUnpriced(input: 1, output: 2)));
        _provider.OnGetResponse = (_, _, _) => Task.FromResult(TestChatClient.Response(model: "gpt-unknown"));

        await meter.Client(_provider).GetResponseAsync("Hi", new ChatOptions { ModelId = "gpt-unknown" }, Token);

        Assert.Equal((0.0012m, 0m), await Sums(meter, "all"));
    }

    [Fact]
    public async Task UnknownPrice_IsAllowedByOtherBudgets_WithOneWarning()
    {
        using var meter = new TestMeter(budgets: budgets => budgets.Add("all", budget => budget.Usd(1).Requests(10)));
        var client = meter.Client(_provider);
        var options = new ChatOptions { ModelId = "gpt-unknown" };
        _provider.OnGetResponse = (_, _, _) => Task.FromResult(TestChatClient.Response(model: "gpt-unknown"));

        await client.GetResponseAsync("Hi", options, cancellationToken: Token);
        await client.GetResponseAsync("Hi", options, cancellationToken: Token);

        Assert.Equal((0m, 0m), await Sums(meter, "all"));
        Assert.Single(meter.Logs.GetSnapshot(), record => record.Id.Name is "BudgetUnpricedAllowed");
    }

    [Fact]
    public async Task Warning_IsRaisedOncePerThreshold()
    {
        using var meter = new TestMeter(
            budgets: budgets => budgets.Add("all", budget => budget.Usd(0.01m).Observed().WarnAt(30, 60)));
        var client = meter.Client(_provider);

        await client.GetResponseAsync("Hi", cancellationToken: Token);
        await client.GetResponseAsync("Hi", cancellationToken: Token);

        Assert.Equal([30, 60],
            meter.BudgetEvents.All.Where(one => one.Kind is BudgetEventKind.Warned).Select(one => one.Threshold));
    }

    [Fact]
    public async Task Increase_RaisesTheLimitUntilItsEnd_AndIsStoredWithActorAndReason()
    {
        using var meter = new TestMeter(budgets: budgets => budgets.Add("all", budget => budget.Requests(1).Lifetime()));
        var client = meter.Client(_provider);
        await client.GetResponseAsync("Hi", cancellationToken: Token);
        await Assert.ThrowsAsync<BudgetExceededException>(() => client.GetResponseAsync("Hi", cancellationToken: Token));

        var until = meter.Time.GetUtcNow().AddHours(1);
        await meter.Meter.Budgets.IncreaseAsync(
            "all", 1, until, "ops", "launch", unit: BudgetUnit.Requests, cancellationToken: Token);
        await client.GetResponseAsync("Hi", cancellationToken: Token);

        var increase = Assert.Single(await meter.Meter.Budgets.GetIncreasesAsync("all", cancellationToken: Token));
        Assert.Equal(("ops", "launch", until), (increase.Actor, increase.Reason, increase.Until));
        meter.Time.Advance(TimeSpan.FromHours(2));
        await Assert.ThrowsAsync<BudgetExceededException>(() => client.GetResponseAsync("Hi", cancellationToken: Token));
    }

    [Fact]
    public async Task Stream_SettlesWhenItEnds()
    {
        using var meter = new TestMeter(budgets: budgets => budgets.Add("all", budget => budget.Usd(1)));

        await meter.Client(_provider).GetStreamingResponseAsync("Hi", cancellationToken: Token)
            .ToChatResponseAsync(Token);

        Assert.Equal((CostOfCall, 0m), await Sums(meter, "all"));
    }

    [Theory]
    [InlineData(CutAction.Throw)]
    [InlineData(CutAction.End)]
    public async Task StreamThatExceedsItsGrant_IsCutOff_AndDisposed(CutAction action)
    {
        using var meter = new TestMeter(budgets: budgets => budgets.Add(
            "all", budget => budget.OutputTokens(1_200).OnCut(action)));
        var isDisposed = false;
        _provider.OnGetStreamingResponse = (_, _, _) => Endless();
        var updates = 0;
        Exception? exception = null;
        ChatResponseUpdate? last = null;

        try
        {
            await foreach (var update in meter.Client(_provider).GetStreamingResponseAsync("Hi", cancellationToken: Token))
            {
                (last, updates) = (update, updates + 1);
                Assert.True(updates < 100);
            }
        }
        catch (BudgetExceededException e)
        {
            exception = e;
        }

        Assert.True(isDisposed);
        Assert.Equal(0m, (await Status(meter, "all")).Reserved);
        if (action is CutAction.Throw)
        {
            var cutOff = Assert.IsType<BudgetExceededException>(exception);
            Assert.Equal((BudgetExceededReason.CutOff, true), (cutOff.Reason, cutOff.IsPartial));
        }
        else
        {
            Assert.Null(exception);
            Assert.Equal(ChatFinishReason.Length, last!.FinishReason);
        }

        async IAsyncEnumerable<ChatResponseUpdate> Endless()
        {
            try
            {
                while (true)
                {
                    await Task.Yield();
                    yield return TestChatClient.Text(new string('x', 400));
                }
            }
            finally
            {
                isDisposed = true;
            }
        }
    }

    [Fact]
    public async Task Stream_ExtendsItsReservationWithinTheLimit()
    {
        using var meter = new TestMeter(budgets: budgets => budgets.Add("all", budget => budget.OutputTokens(100_000)));
        _provider.OnGetStreamingResponse = (_, _, _) => TestChatClient.Stream(
            [.. Enumerable.Repeat(TestChatClient.Text(new string('x', 4_000)), 20), TestChatClient.Usage(10, 20_000)]);

        var response = await meter.Client(_provider).GetStreamingResponseAsync("Hi", cancellationToken: Token)
            .ToChatResponseAsync(Token);

        Assert.Equal(80_000, response.Text.Length);
        Assert.Equal((20_000m, 0m), await Sums(meter, "all"));
    }

    [Fact]
    public async Task Run_LimitsItsCalls_AndAnInnerRunCanOnlyLowerTheLimit()
    {
        using var meter = new TestMeter();
        var client = meter.Client(_provider);
        using var run = CostBudget.BeginRun(requests: 3);
        await client.GetResponseAsync("Hi", cancellationToken: Token);
        using (CostBudget.BeginRun(requests: 10))
        {
            await client.GetResponseAsync("Hi", cancellationToken: Token);
            await client.GetResponseAsync("Hi", cancellationToken: Token);
            await Assert.ThrowsAsync<BudgetExceededException>(() => client.GetResponseAsync("Hi", cancellationToken: Token));
        }
    }

    [Fact]
    public async Task Run_ReportsItsSpend()
    {
        using var meter = new TestMeter();
        using var run = CostBudget.BeginRun(usd: 0.50m);

        await meter.Client(_provider).GetResponseAsync("Hi", cancellationToken: Token);

        Assert.Equal((CostOfCall, 0.50m - CostOfCall), (run.Spent, run.Remaining));
    }

    [Fact]
    public async Task StrictRun_SendsTheGrantAsMaximumOutput()
    {
        using var meter = new TestMeter();
        int? cap = null;
        _provider.OnGetResponse = (_, options, _) =>
        {
            cap = options?.MaxOutputTokens;
            return Task.FromResult(TestChatClient.Response());
        };
        using var run = CostBudget.BeginRun(usd: 0.020025m, guarantee: BudgetGuarantee.Strict);

        await meter.Client(_provider).GetResponseAsync("Hi", cancellationToken: Token);

        Assert.Equal(2_000, cap);
    }

    [Fact]
    public async Task StreamInARun_IsCutOffAtItsLimit()
    {
        using var meter = new TestMeter();
        _provider.OnGetStreamingResponse = (_, _, _) =>
            TestChatClient.Stream([.. Enumerable.Repeat(TestChatClient.Text(new string('x', 4_000)), 20)]);
        using var run = CostBudget.BeginRun(tokens: 5_000);

        var cutOff = await Assert.ThrowsAsync<BudgetExceededException>(() => meter.Client(_provider)
            .GetStreamingResponseAsync("Hi", cancellationToken: Token)
            .ToChatResponseAsync(Token));

        Assert.Equal(("run", BudgetExceededReason.CutOff), (cutOff.Budget, cutOff.Reason));
    }

    [Fact]
    public async Task ConfiguredRunBudget_CountsEachRunSeparately()
    {
        using var meter = new TestMeter(budgets: budgets => budgets.Add("run", budget => budget.Requests(1).PerRun()));
        var client = meter.Client(_provider);
        await client.GetResponseAsync("Hi", cancellationToken: Token);
        await client.GetResponseAsync("Hi", cancellationToken: Token);

        for (var i = 0; i < 2; i++)
        {
            using var run = CostBudget.BeginRun();
            await client.GetResponseAsync("Hi", cancellationToken: Token);
            await Assert.ThrowsAsync<BudgetExceededException>(() => client.GetResponseAsync("Hi", cancellationToken: Token));
        }
    }

    [Fact]
    public async Task RequestBudget_RefusesARequestThatIsTooLarge()
    {
        using var meter = new TestMeter(
            budgets: budgets => budgets.Add("one", budget => budget.Usd(0.02m).PerRequest().Strict()));
        var client = meter.Client(_provider);
        await client.GetResponseAsync("Hi", new ChatOptions { MaxOutputTokens = 1_000 }, cancellationToken: Token);

        var refusal = await Assert.ThrowsAsync<BudgetExceededException>(() => client.GetResponseAsync(
            new string('x', 20_000), new ChatOptions { MaxOutputTokens = 1_000 }, cancellationToken: Token));

        Assert.Equal(BudgetExceededReason.TooLarge, refusal.Reason);
    }

    [Fact]
    public async Task CallsInProgress_AreLimited_AndFreedWhenTheyEnd()
    {
        using var meter = new TestMeter(budgets: budgets => budgets.Add("busy", budget => budget.Concurrent(1)));
        var client = meter.Client(_provider);
        var answer = new TaskCompletionSource();
        _provider.OnGetResponse = async (_, _, _) =>
        {
            await answer.Task;
            return TestChatClient.Response();
        };
        var first = client.GetResponseAsync("Hi", cancellationToken: Token);

        var refusal = await Assert.ThrowsAsync<BudgetExceededException>(

            () => client.GetResponseAsync("Hi", cancellationToken: Token));
        answer.SetResult();
        await first;
        await client.GetResponseAsync("Hi", cancellationToken: Token);

        Assert.Equal(BudgetExceededReason.InFlight, refusal.Reason);
    }

    [Fact]
    public async Task WaitingCall_ContinuesWhenACallInProgressEnds()
    {
        using var meter = new TestMeter(
            budgets: budgets => budgets.Add("busy", budget => budget.Concurrent(1).Requests(10).Wait(TimeSpan.FromSeconds(30))));
        var decisions = meter.Collect<long>("llmcost.budget.decisions");
        var client = meter.Client(_provider);
        var answer = new TaskCompletionSource();
        _provider.OnGetResponse = async (_, _, _) =>
        {
            await answer.Task;
            return TestChatClient.Response();
        };
        var first = client.GetResponseAsync("Hi", cancellationToken: Token);
        var second = client.GetResponseAsync("Hi", cancellationToken: Token);

        Assert.False(second.IsCompleted);
        answer.SetResult();
        await first;
        await second;

        Assert.Equal((2m, 0m), await Sums(meter, "busy"));
        Assert.Equal(
            ["admitted", "delayed", "admitted"],
            decisions.GetMeasurementSnapshot().Select(one => one.Tags["llmcost.budget.decision"]));
    }

    [Fact]
    public async Task RateLimit_ReportsWhenToRetry()
    {
        using var meter = new TestMeter(
            budgets: budgets => budgets.Add("rate", budget => budget.Requests(1).Rolling(TimeSpan.FromMinutes(1))));
        var client = meter.Client(_provider);
        await client.GetResponseAsync("Hi", cancellationToken: Token);

        var refusal = await Assert.ThrowsAsync<BudgetExceededException>(

            () => client.GetResponseAsync("Hi", cancellationToken: Token));

        Assert.True(refusal.IsTransient);
        Assert.Equal(BudgetExceededReason.RateLimited, refusal.Reason);
        meter.Time.Advance(refusal.RetryAfter!.Value);
        await client.GetResponseAsync("Hi", cancellationToken: Token);
    }

    [Fact]
    public async Task Charge_AddsTheCostOfAPaidTool()
    {
        using var meter = new TestMeter(budgets: budgets => budgets.Add("all", budget => budget.Usd(0.02m)));

        await meter.Meter.Budgets.ChargeAsync(0.015m, cancellationToken: Token);

        await Assert.ThrowsAsync<BudgetExceededException>(() => meter.Meter.Budgets.ChargeAsync(0.015m, Token).AsTask());
        Assert.Equal((0.015m, 0m), await Sums(meter, "all"));
    }

    [Fact]
    public async Task PaidCall_IsChargedAfterwards()
    {
        using var meter = new TestMeter(budgets: budgets => budgets.Add("all", budget => budget.Usd(0.001m).Requests(10)));

        meter.Meter.Record(new PaidCall
        {
            OperationName = "chat",
            ProviderName = "openai",
            Model = "gpt-4o",
            Usage = new TokenUsage { Input = 1_000, Output = 100 },
        });

        Assert.Equal((CostOfCall, 0m), await Sums(meter, "all"));
        await Assert.ThrowsAsync<BudgetExceededException>(() => meter.Client(_provider).GetResponseAsync(
            "Hi", cancellationToken: Token));
    }

    [Fact]
    public async Task AbandonedStream_ChargesAtLeastItsInput()
    {
        using var meter = new TestMeter(budgets: budgets => budgets.Add("all", budget => budget.InputTokens(10_000)));

        var stream = meter.Client(_provider).GetStreamingResponseAsync("Hi there, who are you?", cancellationToken: Token);
        await foreach (var update in stream)
        {
            break;
        }

        // The upper bound of the input is 20 tokens: 12 for the 22 bytes of text, and 8 for the message.
        Assert.Equal((20m, 0m), await Sums(meter, "all"));
    }

    [Fact]
    public async Task StreamThatIsNeverDisposed_IsChargedItsFloor_AfterGarbageCollection()
    {
        using var meter = new TestMeter(budgets: budgets => budgets.Add("all", budget => budget.Requests(5).Concurrent(5)));
        await StartAndForget(meter.Client(_provider));

        for (var i = 0; i < 10 && (await Status(meter, "all")).Reserved > 0; i++)
        {
            // Without Task.Yield(), this code may run as a continuation on the stack of the stream, which would keep the
            // stream alive.
            await Task.Yield();
            GC.Collect();
            GC.WaitForPendingFinalizers();
            meter.Time.Advance(TimeSpan.FromSeconds(31));
        }

        Assert.Equal((1m, 0m), await Sums(meter, "all"));

        static async Task StartAndForget(IChatClient client) =>
            await client.GetStreamingResponseAsync("Hi", cancellationToken: Token).GetAsyncEnumerator(Token).MoveNextAsync();
    }

    [Fact]
    public async Task LongCall_KeepsItsReservation()
    {
        using var meter = new TestMeter(budgets: budgets => budgets.Add("busy", budget => budget.Concurrent(1)));
        var client = meter.Client(_provider);
        var answer = new TaskCompletionSource();
        _provider.OnGetResponse = async (_, _, _) =>
        {
            await answer.Task;
            return TestChatClient.Response();
        };
        var first = client.GetResponseAsync("Hi", cancellationToken: Token);

        for (var i = 0; i < 20; i++)
        {
            meter.Time.Advance(TimeSpan.FromSeconds(30));
        }

        await Assert.ThrowsAsync<BudgetExceededException>(() => client.GetResponseAsync("Hi", cancellationToken: Token));
        answer.SetResult();
        await first;
    }

    [Fact]
    public async Task NestedMeters_ReserveOnce()
    {
        using var meter = new TestMeter(budgets: budgets => budgets.Add("all", budget => budget.Usd(1).Requests(10)));
        var router = new Router(meter.Client(_provider));

        await meter.Client(router).GetResponseAsync("Hi", new ChatOptions { ModelId = "gpt-4o" }, cancellationToken: Token);

        Assert.Equal((CostOfCall, 0m), await Sums(meter, "all"));
        var statuses = await meter.Meter.Budgets.GetStatusAsync("all", cancellationToken: Token);
        Assert.Equal(1, statuses.Single(one => one.Unit is BudgetUnit.Requests).Spent);
    }

    private static async Task<BudgetStatus> Status(TestMeter meter, string budget) =>
        (await meter.Meter.Budgets.GetStatusAsync(budget, cancellationToken: Token))[0];

    private static async Task<(decimal Spent, decimal Reserved)> Sums(TestMeter meter, string budget)
    {
        var status = await Status(meter, budget);
        return (status.Spent, status.Reserved);
    }
}
