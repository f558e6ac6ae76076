using Microsoft.Extensions.AI;
using Microsoft.Extensions.Diagnostics.Metrics.Testing;

namespace LlmCost.AI.Tests;

/// <summary>Tests the metrics and events of budgets.</summary>
public sealed class BudgetMetricsTests
{
    private const decimal CostOfCall = 0.0035m;

    /// <summary>
    /// The amount that a call is charged if its reservation expires: the cost of its estimated input of ten tokens.
    /// </summary>
    private const decimal Floor = 10 * 2.5m / 1_000_000;

    private readonly TestChatClient _provider = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task HoldNewSeries_FirstValues_FollowAZero_AndNoValueIsLost()
    {
        using var meter = new TestMeter(budgets: budgets => budgets.Add("all", budget => budget.Requests(10)));
        using var decisions = meter.Collect<long>("llmcost.budget.decisions");
        using var reservations = meter.Collect<long>("llmcost.budget.reservations");
        using var gate = meter.Meter.HoldNewSeries();

        await CallAsync(meter);
        await CallAsync(meter);

        Assert.Equal([0L], Values(decisions));
        Assert.Equal([0L], Values(reservations));
        Assert.True(gate.IsHolding);

        gate.Release(collect: () => { });

        Assert.False(gate.IsHolding);
        Assert.Equal([1L, 1L], Values(decisions));
        Assert.Equal([1L, 1L], Values(reservations));

        await CallAsync(meter);

        Assert.Equal([1L], Values(decisions));
    }

    [Fact]
    public async Task HoldNewSeries_Disposed_RecordsHeldValues()
    {
        using var meter = new TestMeter(budgets: budgets => budgets.Add("all", budget => budget.Requests(10)));
        using var decisions = meter.Collect<long>("llmcost.budget.decisions");
        var gate = meter.Meter.HoldNewSeries();
        await CallAsync(meter);

        gate.Dispose();

        Assert.Equal([0L, 1L], Values(decisions));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task GaugesOfASplitBudget_ShowTheScopesClosestToTheirLimits(bool showsScopes)
    {
        using var meter = new TestMeter(budgets: budgets => budgets.Add("all", budget =>
        {
            budget.Usd(1).PerDay().ForEach("user");
            if (showsScopes)
            {
                budget.ShowScopes();
            }
        }));
        for (var user = 1; user <= 12; user++)
        {
            using var scope = CostScope.Begin(tags: [new("user", $"u{user}")]);
            await meter.Meter.Budgets.ChargeAsync(user * 0.01m, Token);
        }

        using var spent = meter.Collect<double>("llmcost.budget.spent");
        spent.RecordObservableInstruments();

        var shown = spent.GetMeasurementSnapshot()
            .Select(one => (one.Value, one.Tags.GetValueOrDefault("llmcost.budget.scope") as string));
        Assert.Equal(
            showsScopes
                ? Enumerable.Range(3, 10).Reverse().Select(user => (user * 0.01, (string?)$"user=u{user}"))
                : [(0.12, null)],
            shown);
    }

    [Theory]
    [InlineData(false, "expired")]
    [InlineData(true, "failover")]
    public async Task ExpiredReservation_IsACauseOfOvershoot(bool isForgotten, string cause)
    {
        UnreliableBudgetStore? store = null;
        using var meter = new TestMeter(
            budgets: budgets => budgets.Add("all", budget => budget.Usd(1).Lifetime()),
            store: time => store = new UnreliableBudgetStore(time));
        using var collector = meter.Collect<double>("llmcost.budget.overshoot");
        _provider.OnGetResponse = (_, _, _) =>
        {
            if (isForgotten)
            {
                store!.LoseAll();
            }
            else
            {
                // While the store fails, the lease can't be renewed, so it expires.
                store!.Failure = new TimeoutException();
                meter.Time.Advance(TimeSpan.FromMinutes(3));
                store.Failure = null;
            }

            return Task.FromResult(TestChatClient.Response());
        };

        await CallAsync(meter);
        meter.Time.Advance(TimeSpan.FromSeconds(5));

        var measurement = Assert.Single(collector.GetMeasurementSnapshot());
        Assert.Equal(cause, measurement.Tags["llmcost.budget.cause"]);
        Assert.Equal((double)(isForgotten ? CostOfCall : CostOfCall - Floor), measurement.Value, 1e-9);
    }

    [Fact]
    public async Task ExhaustedLimit_IsPublishedOnce_AndItsRecoveryInANewWindowToo()
    {
        using var meter = new TestMeter(budgets: budgets => budgets.Add("all", budget => budget.Requests(1).PerDay()));
        await CallAsync(meter);
        await Assert.ThrowsAsync<BudgetExceededException>(() => CallAsync(meter));
        await Assert.ThrowsAsync<BudgetExceededException>(() => CallAsync(meter));

        meter.Time.Advance(TimeSpan.FromDays(1));
        await CallAsync(meter);

        Assert.Equal([BudgetEventKind.Exceeded, BudgetEventKind.Recovered], Kinds(meter));
        var recovered = meter.BudgetEvents.All[^1];
        Assert.Equal(("all", BudgetUnit.Requests, 1m), (recovered.Budget, recovered.Unit, recovered.Limit));
        Assert.Single(meter.Logs.GetSnapshot(), record => record.Id.Name is "BudgetRecovered");
    }

    [Fact]
    public async Task Increase_RecoversAnExhaustedLimit()
    {
        using var meter = new TestMeter(budgets: budgets => budgets.Add("all", budget => budget.Requests(1).PerDay()));
        await CallAsync(meter);
        await Assert.ThrowsAsync<BudgetExceededException>(() => CallAsync(meter));

        await meter.Meter.Budgets.IncreaseAsync(
            "all", 1, meter.Time.GetUtcNow().AddHours(1), "ops", "launch", unit: BudgetUnit.Requests, cancellationToken: Token);
        await CallAsync(meter);
        await Assert.ThrowsAsync<BudgetExceededException>(() => CallAsync(meter));

        Assert.Equal([BudgetEventKind.Exceeded, BudgetEventKind.Recovered, BudgetEventKind.Exceeded], Kinds(meter));
    }

    [Fact]
    public async Task SmallerCallThatStillFits_IsNotARecovery()
    {
        using var meter = new TestMeter(budgets: budgets => budgets.Add(
            "all", budget => budget.OutputTokens(3_000).PerDay().OnCapped(CappedAction.Throw)));
        _provider.OnGetResponse = (_, _, _) => Task.FromResult(TestChatClient.Response(output: 1_500));
        await CallAsync(meter);
        await Assert.ThrowsAsync<BudgetExceededException>(() => CallAsync(meter, maxOutputTokens: 2_000));

        await CallAsync(meter);

        Assert.Equal([BudgetEventKind.Exceeded], Kinds(meter));
    }

    private static IEnumerable<long> Values(MetricCollector<long> collector) =>
        collector.GetMeasurementSnapshot(clear: true).Select(point => point.Value);

    private static IEnumerable<BudgetEventKind> Kinds(TestMeter meter) =>
        meter.BudgetEvents.All.Select(one => one.Kind)
            .Where(kind => kind is not BudgetEventKind.Refused and not BudgetEventKind.Increased);

    private Task<ChatResponse> CallAsync(TestMeter meter, int maxOutputTokens = 1_000) =>
        meter.Client(_provider).GetResponseAsync(
            "Hi", new ChatOptions { MaxOutputTokens = maxOutputTokens }, Token);
}
