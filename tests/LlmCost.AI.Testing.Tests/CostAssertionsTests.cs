using LlmCost.AI.Testing;
using Microsoft.Extensions.AI;

namespace LlmCost.AI.Tests;

/// <summary>Assertions on costs. At gpt-5.1's list price, 1,200 input and 300 output tokens cost 0.0045 USD.</summary>
public sealed class CostAssertionsTests : IDisposable
{
    private const decimal Cost = 0.0045m;

    private readonly CostCollector _costs = new();

    public void Dispose() => _costs.Dispose();

    [Fact]
    public async Task CompleteCost_PassesExactly()
    {
        using var tally = CostTally.Begin();
        var response = await AskAsync(Answering("gpt-5.1"));

        response.GetCost().ShouldCost(Cost);
        tally.ShouldCost(Cost);
        _costs.ShouldCost(Cost);
        _costs.Records[0].ShouldCost(Cost);
        response.GetCost().ShouldBeComplete();
        tally.ShouldBeComplete();
        _costs.ShouldBeComplete();
        _costs.Records[0].ShouldBeComplete();
        tally.ShouldHaveCalls(1);
        _costs.ShouldHaveCalls(1);
    }

    [Fact]
    public async Task Limit_IsExclusive()
    {
        using var tally = CostTally.Begin();
        var response = await AskAsync(Answering("gpt-5.1"));

        response.GetCost().ShouldStayBelow(0.0046m);
        tally.ShouldStayBelow(0.0046m);
        _costs.ShouldStayBelow(0.0046m);
        _costs.Records[0].ShouldStayBelow(0.0046m);
        Assert.Equal(
            "Expected a cost below 0.0045 USD, but it is 0.0045 USD in 1 call.",
            Failure(() => response.GetCost().ShouldStayBelow(Cost)));
        Assert.Throws<CostAssertionException>(() => tally.ShouldStayBelow(Cost));
        Assert.Throws<CostAssertionException>(() => _costs.ShouldStayBelow(Cost));
        Assert.Throws<CostAssertionException>(() => _costs.Records[0].ShouldStayBelow(Cost));
    }

    [Fact]
    public async Task OtherCost_Fails_AndTheMessageHasBothAmounts()
    {
        await AskAsync(Answering("gpt-5.1"));

        Assert.Equal(
            $"Expected a cost of 0.005 USD, but it is 0.0045 USD in 1 call.{Environment.NewLine}"
            + "  chat openai/gpt-5.1: 0.0045 USD",
            Failure(() => _costs.ShouldCost(0.005m)));
    }

    [Fact]
    public async Task CallWithoutAPrice_Fails()
    {
        using var tally = CostTally.Begin();
        var response = await AskAsync(Answering("a-model-of-no-list"));

        Assert.Equal(
            $"Expected a cost below 100 USD, but it is unknown: no call has a price in 1 call.{Environment.NewLine}"
            + "  chat openai/a-model-of-no-list: unknown: UnknownModel",
            Failure(() => _costs.ShouldStayBelow(100)));
        Assert.Throws<CostAssertionException>(() => response.GetCost().ShouldStayBelow(100));
        Assert.Throws<CostAssertionException>(() => tally.ShouldStayBelow(100));
        Assert.Throws<CostAssertionException>(() => _costs.ShouldBeComplete());
        Assert.Throws<CostAssertionException>(() => _costs.ShouldCost(0));
    }

    [Fact]
    public async Task OneOfTwoCallsWithoutAPrice_Fails()
    {
        await AskAsync(Answering("gpt-5.1"));
        await AskAsync(Answering("a-model-of-no-list"));

        Assert.StartsWith(
            "Expected a cost below 100 USD, but it is only known to be at least 0.0045 USD in 2 calls: 1 without a price, "
            + "0 with an incomplete price.",
            Failure(() => _costs.ShouldStayBelow(100)),
            StringComparison.Ordinal);
        Assert.Throws<CostAssertionException>(() => _costs.ShouldCost(Cost));
    }

    [Fact]
    public void PartWithoutAPrice_Fails()
    {
        var cost = _costs.Meter.Record(new PaidCall
        {
            OperationName = "chat",
            ProviderName = "openai",
            Model = "gpt-5.1",
            Usage = new TokenUsage { Input = 1_200, Output = 300 },
            Quantities = [new BillableQuantity { Unit = BillableUnit.Page, Quantity = 1 }],
        });

        Assert.Equal(Cost, cost.Total);
        Assert.Throws<CostAssertionException>(() => cost.ShouldStayBelow(100));
        Assert.Throws<CostAssertionException>(() => cost.ShouldCost(Cost));
        Assert.Throws<CostAssertionException>(() => _costs.ShouldStayBelow(100));
        Assert.Throws<CostAssertionException>(() => _costs.ShouldBeComplete());
        Assert.Contains(" has no price: MissingRate\n  = at least 0.0045 USD\n", _costs.ToSnapshot(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task CallThatFailedBeforeItWasBilled_CostsNothing()
    {
        using var client = new FakeChatClient("openai", "gpt-5.1").Fail(new InvalidOperationException("Overloaded."))
            .AsBuilder().UseCostMetering(_costs.Meter).Build();

        await Assert.ThrowsAsync<InvalidOperationException>(() => client.GetResponseAsync("?", cancellationToken: Token));

        _costs.ShouldCost(0);
        _costs.ShouldHaveCalls(1);
    }

    [Fact]
    public void NoCall_Fails()
    {
        using var tally = CostTally.Begin();

        Assert.Contains("no call was metered", Failure(() => tally.ShouldStayBelow(100)), StringComparison.Ordinal);
        Assert.Throws<CostAssertionException>(() => _costs.ShouldStayBelow(100));
        Assert.Throws<CostAssertionException>(() => _costs.ShouldCost(0));
        _costs.ShouldHaveCalls(0);
        Assert.Equal("Expected 1 metered calls, but the number is 0.", Failure(() => _costs.ShouldHaveCalls(1)));
    }

    [Fact]
    public async Task ClientWithoutAMeter_Fails()
    {
        var response = await Answering("gpt-5.1").GetResponseAsync("What do bees make?", cancellationToken: Token);

        Assert.Contains("not metered", Failure(() => response.GetCost().ShouldStayBelow(100)), StringComparison.Ordinal);
    }

    [Fact]
    public void Failure_IsAnAssertionFailureInXunit() =>
        Assert.Contains(typeof(CostAssertionException).GetInterfaces(), one => one.Name is "IAssertionException");

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private static FakeChatClient Answering(string model) =>
        new FakeChatClient("openai", model).Answer("Bees make honey.", input: 1_200, output: 300);

    private static string Failure(Action assertion) => Assert.Throws<CostAssertionException>(assertion).Message;

    private async Task<ChatResponse> AskAsync(FakeChatClient provider)
    {
        using var client = provider.AsBuilder().UseCostMetering(_costs.Meter).Build();
        return await client.GetResponseAsync("What do bees make?", cancellationToken: Token);
    }
}
