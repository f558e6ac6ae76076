using Microsoft.Extensions.AI;

namespace LlmCost.AI.Tests;

public sealed class CostTallyTests : IDisposable
{
    private const decimal HelloCost = 0.0035m;

    private readonly TestMeter _meter = new();
    private readonly TestChatClient _provider = new();

    public static TheoryData<bool> Streamed => Call.Streamed;

    public void Dispose() => _meter.Dispose();

    [Theory]
    [MemberData(nameof(Streamed))]
    public async Task Tally_AddsUpTheCallsWithinIt(bool streamed)
    {
        using var tally = CostTally.Begin();
        await CallAsync(streamed);
        await CallAsync(streamed);
        tally.Dispose();
        await CallAsync(streamed);

        Assert.Equal((2 * HelloCost, 2, 2_200), (tally.Cost, tally.Calls, tally.Usage.Total));
    }

    [Fact]
    public async Task InnerTally_IsIncludedInTheOuterTally()
    {
        using var outer = CostTally.Begin();
        await CallAsync();
        using (var inner = CostTally.Begin())
        {
            await CallAsync();
            Assert.Equal((HelloCost, HelloCost), (inner.Cost, inner.OwnCost));
        }

        await CallAsync();

        Assert.Equal((3 * HelloCost, 2 * HelloCost), (outer.Cost, outer.OwnCost));
    }

    [Fact]
    public async Task Resume_AddsTheCallsOfAnotherFlow_ToTheTallyAndItsOuterTallies()
    {
        using var outer = CostTally.Begin();
        var tally = CostTally.Begin();
        tally.Dispose();

        await ResumeAsync();
        await CallAsync();

        Assert.Same(outer, CostTally.Current);
        Assert.Equal((HelloCost, 1, 2 * HelloCost), (tally.Cost, tally.Calls, outer.Cost));

        async Task ResumeAsync()
        {
            tally.Resume();
            await CallAsync();
        }
    }

    [Fact]
    public async Task ParallelCalls_AreAllCounted()
    {
        using var tally = CostTally.Begin();

        await Task.WhenAll(Enumerable.Range(0, 500).Select(_ => Task.Run(() => CallAsync())));

        Assert.Equal((500 * HelloCost, 500), (tally.Cost, tally.Calls));
    }

    [Fact]
    public async Task CallThatEndsAfterTheTally_IsStillCounted()
    {
        var answer = new TaskCompletionSource<ChatResponse>();
        _provider.OnGetResponse = (_, _, _) => answer.Task;
        Task call;
        CostTally tally;
        using (tally = CostTally.Begin())
        {
            call = CallAsync();
        }

        answer.SetResult(TestChatClient.Response());
        await call;

        Assert.Equal(HelloCost, tally.Cost);
    }

    [Fact]
    public async Task MissingRate_MakesTheSumALowerBound()
    {
        using var meter = new TestMeter();
        using var provider = new TestChatClient();
        using var tally = CostTally.Begin();
        await Call.MakeAsync(meter.Client(provider), streamed: false);
        Assert.True(tally.IsComplete);

        provider.OnGetResponse = (_, _, _) => Task.FromResult(TestChatClient.Response(model: "text-embedding-3-small"));
        var response = await meter.Client(provider).GetResponseAsync(
            "Hi?", cancellationToken: TestContext.Current.CancellationToken);

        Assert.Equal((0.0035m + 0.00002m, 2, 0, 1), (tally.Cost, tally.Calls, tally.UnpricedCalls, tally.PartialCalls));
        Assert.False(tally.IsComplete);
        Assert.Equal((1, false), (tally.ToSummary().PartialCalls, tally.ToSummary().IsComplete));
        var cost = response.GetCost();
        Assert.Equal((0.00002m, 1, false), (cost!.Total, cost.PartialCalls, cost.IsComplete));
    }

    [Fact]
    public async Task UnknownModel_IsCountedAsUnpriced()
    {
        _provider.OnGetResponse = (_, _, _) => Task.FromResult(TestChatClient.Response(model: "brand-new"));
        using var tally = CostTally.Begin();

        await CallAsync();

        Assert.Equal((null, 1, 1), (tally.Cost, tally.Calls, tally.UnpricedCalls));
        Assert.False(tally.IsComplete);
    }

    [Fact]
    public async Task TalliesDisposedOutOfOrder_LeaveNoCurrentTally()
    {
        var outer = CostTally.Begin();
        var inner = CostTally.Begin();
        outer.Dispose();
        inner.Dispose();

        await CallAsync();

        Assert.Equal(0, outer.Calls);
    }

    [Fact]
    public void NoCall_CostsNothing() =>
        Assert.Equal((0m, 0m, 0), (CostTally.Begin().Cost, CostTally.Begin().OwnCost, CostTally.Begin().Calls));

    private Task CallAsync(bool streamed = false) => Call.MakeAsync(_meter.Client(_provider), streamed);
}
