using Microsoft.Extensions.AI;

namespace LlmCost.AI.Tests;

/// <summary>How budgets admit the responses of a realtime session.</summary>
public sealed class RealtimeBudgetTests
{
    // gpt-realtime: 4 USD per million text tokens of input, 32 of audio, 16 of output as text, 64 as audio.
    private const decimal CostOfTurn = (40 * 4m + 60 * 32m + 20 * 16m + 30 * 64m) / 1_000_000;

    private readonly TestRealtimeClient _provider = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task ResponseBeyondTheBudget_IsNotCreated_AndTheSessionStaysOpen()
    {
        using var meter = new TestMeter(budgets: budgets => budgets.Add("all", budget => budget.Requests(1)));
        AddTurn("r-1");
        await using var session = await SessionAsync(meter);
        await session.SendAsync(new CreateResponseRealtimeClientMessage(), Token);
        await ReadAsync(session);

        var refusal = await Assert.ThrowsAsync<BudgetExceededException>(
            () => session.SendAsync(new CreateResponseRealtimeClientMessage(), Token));

        Assert.Equal("all", refusal.Budget);
        Assert.Single(_provider.Sent);
        Assert.Single(meter.Observer.Records);
        Assert.False(_provider.IsDisposed);
        await session.SendAsync(new InputAudioBufferCommitRealtimeClientMessage(), Token);
        Assert.Equal(2, _provider.Sent.Count);
    }

    [Fact]
    public async Task Response_ReservesAtTheRatesOfAudio_AndSettlesAtItsExactCost()
    {
        using var meter = new TestMeter(budgets: budgets => budgets.Add("all", budget => budget.Usd(1)));
        AddTurn("r-1");
        await using var session = await SessionAsync(meter);

        await session.SendAsync(new CreateResponseRealtimeClientMessage { MaxOutputTokens = 1_000 }, Token);
        Assert.Equal((0m, 1_000 * 64m / 1_000_000), await SumsAsync(meter));
        await ReadAsync(session);
        Assert.Equal((CostOfTurn, 0m), await SumsAsync(meter));

        // The 150 tokens of the first turn are input of the second one.
        await session.SendAsync(new CreateResponseRealtimeClientMessage { MaxOutputTokens = 1_000 }, Token);
        Assert.Equal((CostOfTurn, (150 * 32m + 1_000 * 64m) / 1_000_000), await SumsAsync(meter));
    }

    [Fact]
    public async Task ResponseThatTheProviderCreates_IsChargedWhenItEnds()
    {
        using var meter = new TestMeter(budgets: budgets => budgets.Add("all", budget => budget.Usd(1)));
        AddTurn("r-1");
        AddTurn("r-2");
        await using var session = await SessionAsync(meter);

        await ReadAsync(session);

        Assert.Equal((2 * CostOfTurn, 0m), await SumsAsync(meter));
    }

    [Fact]
    public async Task ResponsesInProgress_AreEachSettled()
    {
        using var meter = new TestMeter(budgets: budgets => budgets.Add("all", budget => budget.Usd(1)));
        _provider.Messages.AddRange(
        [
            TestRealtimeClient.Created("r-1"),
            TestRealtimeClient.Created("r-2"),
            TestRealtimeClient.Done(TestRealtimeClient.Turn(cached: 0), "r-2"),
            TestRealtimeClient.Done(TestRealtimeClient.Turn(cached: 0), "r-1"),
        ]);
        await using var session = await SessionAsync(meter);

        await session.SendAsync(new CreateResponseRealtimeClientMessage(), Token);
        await session.SendAsync(new CreateResponseRealtimeClientMessage(), Token);
        await ReadAsync(session);

        Assert.Equal((2 * CostOfTurn, 0m), await SumsAsync(meter));
    }

    [Fact]
    public async Task MessageThatIsNotSent_ReleasesItsReservation()
    {
        using var meter = new TestMeter(budgets: budgets => budgets.Add("all", budget => budget.Usd(1)));
        _provider.SendFailure = new IOException();
        await using var session = await SessionAsync(meter);

        await Assert.ThrowsAsync<IOException>(() => session.SendAsync(new CreateResponseRealtimeClientMessage(), Token));

        Assert.Equal((0m, 0m), await SumsAsync(meter));
    }

    [Fact]
    public async Task SessionThatEnds_ReleasesResponsesThatNeverBegan()
    {
        using var meter = new TestMeter(budgets: budgets => budgets.Add("all", budget => budget.Usd(1)));
        await using (var session = await SessionAsync(meter))
        {
            await session.SendAsync(new CreateResponseRealtimeClientMessage(), Token);
            Assert.NotEqual(0m, (await SumsAsync(meter)).Reserved);
        }

        Assert.Equal((0m, 0m), await SumsAsync(meter));
        Assert.Empty(meter.Observer.Records);
    }

    private void AddTurn(string id) => _provider.Messages.AddRange(
        [TestRealtimeClient.Created(id), TestRealtimeClient.Done(TestRealtimeClient.Turn(cached: 0), id)]);

    private async Task<IRealtimeClientSession> SessionAsync(TestMeter meter) =>
        await new RealtimeClientBuilder(_provider).UseCostMetering(meter.Meter).Build()
            .CreateSessionAsync(cancellationToken: Token);

    private static async Task ReadAsync(IRealtimeClientSession session)
    {
        await foreach (var _ in session.GetStreamingResponseAsync(Token))
        {
        }
    }

    private static async Task<(decimal Spent, decimal Reserved)> SumsAsync(TestMeter meter)
    {
        var status = Assert.Single(await meter.Meter.Budgets.GetStatusAsync("all", cancellationToken: Token));
        return (status.Spent, status.Reserved);
    }
}
