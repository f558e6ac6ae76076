using Microsoft.Extensions.AI;

namespace LlmCost.AI.Tests;

/// <summary>Tests how calls are handled during and after an outage of the budget store.</summary>
public sealed class BudgetOutageTests
{
    private const decimal CostOfCall = 0.0035m;

    private readonly TestChatClient _provider = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Allowance_AdmitsItsShareOfTheLimit_ThenRefuses()
    {
        var (meter, store) = Create();
        using var disposed = meter;
        using var answering = store;
        store.Failure = new TimeoutException();
        var client = meter.Client(_provider);

        // The allowance is 5 % of 1 USD. A call reserves 0.010025 USD and settles at 0.0035 USD, so 12 calls fit.
        var admitted = 0;
        BudgetExceededException? refusal = null;
        while (refusal is null)
        {
            try
            {
                await CallAsync(client);
                admitted++;
            }
            catch (BudgetExceededException e)
            {
                refusal = e;
            }
        }

        Assert.Equal(12, admitted);
        Assert.True(admitted * CostOfCall <= 0.05m);
        Assert.Equal((BudgetExceededReason.StoreUnavailable, true), (refusal.Reason, refusal.IsTransient));
        Assert.NotNull(refusal.RetryAfter);
    }

    /// <summary>Tests the documented worst case: the limit is exhausted, and each replica then spends its allowance.</summary>
    [Fact]
    public async Task Replicas_ExceedTheLimitByAtMostTheirAllowances()
    {
        const int Replicas = 3;
        const int Limit = 100;
        var store = new UnreliableBudgetStore(TimeProvider.System);
        using var answering = store;
        List<TestMeter> meters = [.. Enumerable.Range(0, Replicas).Select(_ => new TestMeter(
            budgets: budgets => budgets.Add("all", budget => budget.Requests(Limit).Lifetime()), store: _ => store))];
        await SpendAllAsync();
        Assert.Equal((Limit, 0), await SumsAsync(meters[0]));

        store.Failure = new TimeoutException();
        await SpendAllAsync();
        store.Failure = null;
        meters.ForEach(meter => meter.Time.Advance(BudgetStoreGuard.RetryInterval));
        await SpendAllAsync();

        Assert.Equal((Limit + (Replicas * Limit * 5 / 100), 0), await SumsAsync(meters[0]));
        meters.ForEach(meter => meter.Dispose());

        async Task SpendAllAsync()
        {
            foreach (var meter in meters)
            {
                for (var isRefused = false; !isRefused;)
                {
                    var call = CallAsync(meter.Client(_provider));
                    isRefused = await Record.ExceptionAsync(() => call) is BudgetExceededException;
                }
            }
        }
    }

    [Fact]
    public async Task OutageWithAllow_AdmitsEveryCall()
    {
        var (meter, store) = Create(StoreFailureAction.Allow);
        using var disposed = meter;
        using var answering = store;
        store.Failure = new TimeoutException();

        for (var i = 0; i < 50; i++)
        {
            await CallAsync(meter.Client(_provider));
        }
    }

    [Fact]
    public async Task OutageWithRefuse_AdmitsNoCall()
    {
        var (meter, store) = Create(StoreFailureAction.Refuse);
        using var disposed = meter;
        using var answering = store;
        store.Failure = new TimeoutException();

        var refusal = await Assert.ThrowsAsync<BudgetExceededException>(() => CallAsync(meter.Client(_provider)));

        Assert.Equal(BudgetExceededReason.StoreUnavailable, refusal.Reason);
    }

    [Fact]
    public async Task SpendOfAnOutage_IsCountedWhenTheStoreAnswersAgain()
    {
        var (meter, store) = Create();
        using var disposed = meter;
        using var answering = store;
        var client = meter.Client(_provider);
        await CallAsync(client);
        store.Failure = new TimeoutException();
        await CallAsync(client);
        await CallAsync(client);

        store.Failure = null;
        meter.Time.Advance(TimeSpan.FromSeconds(2));

        Assert.Equal((3 * CostOfCall, 0m), await SumsAsync(meter));
        Assert.Equal(
            [BudgetEventKind.StoreAway, BudgetEventKind.StoreBack],
            meter.BudgetEvents.All.Select(one => one.Kind).Where(kind => kind is not BudgetEventKind.Refused));
    }

    [Fact]
    public async Task FailedSettlement_IsRepeated()
    {
        var (meter, store) = Create();
        using var disposed = meter;
        using var answering = store;
        _provider.OnGetResponse = (_, _, _) =>
        {
            store.Failure = new TimeoutException();
            return Task.FromResult(TestChatClient.Response());
        };
        await CallAsync(meter.Client(_provider));

        store.Failure = null;
        meter.Time.Advance(TimeSpan.FromSeconds(2));

        Assert.Equal((CostOfCall, 0m), await SumsAsync(meter));
    }

    [Fact]
    public async Task UnresponsiveStore_DelaysACallOnlyByItsTimeout()
    {
        var (meter, store) = Create();
        using var disposed = meter;
        using var answering = store;
        store.Hangs = true;

        var call = CallAsync(meter.Client(_provider));
        Assert.False(call.IsCompleted);
        meter.Time.Advance(TimeSpan.FromMilliseconds(250));
        await call;

        // Until the next attempt to reach the store, no further call waits for the store.
        await CallAsync(meter.Client(_provider));
    }

    [Fact]
    public async Task StoreThatIsStillUnresponsive_DelaysOnlyOneCall()
    {
        var (meter, store) = Create();
        using var disposed = meter;
        using var answering = store;
        store.Hangs = true;
        var first = CallAsync(meter.Client(_provider));
        meter.Time.Advance(TimeSpan.FromMilliseconds(250));
        await first;
        meter.Time.Advance(BudgetStoreGuard.RetryInterval);

        var asking = CallAsync(meter.Client(_provider));
        var other = CallAsync(meter.Client(_provider));

        Assert.Equal((false, true), (asking.IsCompleted, other.IsCompleted));
        meter.Time.Advance(TimeSpan.FromMilliseconds(250));
        await asking;
    }

    /// <summary>
    /// Makes more than 10,000 calls. Only 10,000 settlements are kept with their ids; all others are added to one sum.
    /// </summary>
    [Fact]
    public async Task SpendOfALongOutage_IsCountedOnce_EvenIfRepliesAreLostAfterwards()
    {
        const int Calls = 10_010;
        var (meter, store) = Create(StoreFailureAction.Allow, limit: 100);
        using var disposed = meter;
        using var answering = store;
        store.Failure = new TimeoutException();
        var client = meter.Client(_provider);
        for (var i = 0; i < Calls; i++)
        {
            await CallAsync(client);
        }

        // The replies to the 10,000 settlements with ids arrive. The reply to the settlement of the sum is lost.
        (store.Failure, store.AnswersLeft) = (null, 10_000);
        for (var i = 0; i < 3; i++)
        {
            meter.Time.Advance(BudgetStoreGuard.RetryInterval);
        }

        store.AnswersLeft = int.MaxValue;
        meter.Time.Advance(BudgetStoreGuard.RetryInterval);
        Assert.Equal((Calls * CostOfCall, 0m), await SumsAsync(meter));
    }

    [Fact]
    public async Task SettlementsOfAnOutage_DoNotWaitForEachOther()
    {
        const int Calls = 5_000;
        var (meter, store) = Create(StoreFailureAction.Allow, limit: 100);
        using var disposed = meter;
        using var answering = store;
        store.Failure = new TimeoutException();
        var client = meter.Client(_provider);
        for (var i = 0; i < Calls; i++)
        {
            await CallAsync(client);
        }

        // Sequential settlements would take 50 seconds.
        (store.Failure, store.Latency) = (null, TimeSpan.FromMilliseconds(10));
        var back = meter.Time.GetUtcNow();
        while ((await SumsAsync(meter)).Spent < Calls * CostOfCall && meter.Time.GetUtcNow() - back < TimeSpan.FromSeconds(10))
        {
            meter.Time.Advance(store.Latency);
            await Task.Yield();
        }

        Assert.Equal((Calls * CostOfCall, 0m), await SumsAsync(meter));
        store.Latency = TimeSpan.Zero;
    }

    [Fact]
    public async Task ReservationFromBeforeALongOutage_EndsWithItsOwnSettlement()
    {
        const int Calls = 10_010;
        var (meter, store) = Create(StoreFailureAction.Allow, limit: 100);
        using var disposed = meter;
        using var answering = store;
        var client = meter.Client(_provider);
        var (answer, respond) = (new TaskCompletionSource<ChatResponse>(), _provider.OnGetResponse);
        _provider.OnGetResponse = (_, _, _) => answer.Task;
        var open = CallAsync(client);
        _provider.OnGetResponse = respond;
        store.Failure = new TimeoutException();
        for (var i = 0; i < Calls; i++)
        {
            await CallAsync(client);
        }

        answer.SetResult(TestChatClient.Response());
        await open;
        store.Failure = null;
        meter.Time.Advance(BudgetStoreGuard.RetryInterval);

        Assert.Equal(((Calls + 1) * CostOfCall, 0m), await SumsAsync(meter));
    }

    [Fact]
    public async Task CallCanceledDuringItsReservation_IsCanceled()
    {
        var (meter, store) = Create();
        using var disposed = meter;
        using var answering = store;
        store.Hangs = true;
        using var source = new CancellationTokenSource();

        var call = meter.Client(_provider).GetResponseAsync("Hi", new ChatOptions { MaxOutputTokens = 1_000 }, source.Token);
        await source.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call);
        Assert.Empty(meter.Observer.Records);
    }

    [Fact]
    public async Task SeveralCallsInAnOutage_LogItOnce_AndCountEachFailure()
    {
        var (meter, store) = Create(StoreFailureAction.Allow);
        using var disposed = meter;
        using var answering = store;
        var failures = meter.Collect<long>("llmcost.budget.store.failures");
        store.Failure = new TimeoutException();

        await CallAsync(meter.Client(_provider));
        meter.Time.Advance(TimeSpan.FromSeconds(5));
        await CallAsync(meter.Client(_provider));

        Assert.Single(meter.Logs.GetSnapshot(), record => record.Id.Name is "BudgetStoreAway");
        Assert.True(failures.GetMeasurementSnapshot().Count(one => (string?)one.Tags["llmcost.budget.reason"] is "timeout") >= 2);
    }

    [Fact]
    public async Task FailedObserver_AffectsNoCall()
    {
        using var meter = new TestMeter(budgets: budgets => budgets.Add("all", budget => budget.Usd(1).WarnAt(1)));
        meter.BudgetEvents.Failure = new InvalidOperationException("observer");

        for (var i = 0; i < 4; i++)
        {
            await CallAsync(meter.Client(_provider));
        }

        Assert.Equal(4 * CostOfCall, (await SumsAsync(meter)).Spent);
    }

    private static Task<ChatResponse> CallAsync(IChatClient client) =>
        client.GetResponseAsync("Hi", new ChatOptions { MaxOutputTokens = 1_000 }, Token);

    private static async Task<(decimal Spent, decimal Reserved)> SumsAsync(TestMeter meter)
    {
        var status = (await meter.Meter.Budgets.GetStatusAsync("all", cancellationToken: Token))[0];
        return (status.Spent, status.Reserved);
    }

    private static (TestMeter Meter, UnreliableBudgetStore Store) Create(
        StoreFailureAction action = default, decimal limit = 1)
    {
        UnreliableBudgetStore? store = null;
        var meter = new TestMeter(
            budgets: budgets => budgets
                .Add("all", budget => budget.Usd(limit).Strict().Lifetime())
                .ConfigureStore(options => options.OnFailure = action),
            store: time => store = new UnreliableBudgetStore(time));
        return (meter, store!);
    }
}
