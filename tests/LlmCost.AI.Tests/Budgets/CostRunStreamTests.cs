using Microsoft.Extensions.AI;

namespace LlmCost.AI.Tests;

/// <summary>Tests that a run remains current while a stream is read.</summary>
public sealed class CostRunStreamTests
{
    private readonly TestChatClient _provider = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task StreamWithCostRun_IsLimitedInEveryStep()
    {
        using var meter = new TestMeter();
        var run = CostBudget.BeginRun(requests: 2);
        run.Dispose();
        var answers = 0;

        await Assert.ThrowsAsync<BudgetExceededException>(async () =>
        {
            await foreach (var _ in CallForEver(meter).WithCostRun(run))
            {
                answers++;
                Assert.Null(CostRun.Current);
            }
        });

        Assert.Equal(2, answers);
    }

    [Fact]
    public async Task StreamingEndpoint_PassesItsRunToTheStreamThatItReads()
    {
        using var meter = new TestMeter();
        var answers = 0;

        await Assert.ThrowsAsync<BudgetExceededException>(async () =>
        {
            await foreach (var _ in Endpoint())
            {
                answers++;
            }
        });

        Assert.Equal(2, answers);

        async IAsyncEnumerable<string> Endpoint()
        {
            using var run = CostBudget.BeginRun(requests: 2);
            await foreach (var answer in CallForEver(meter).WithCostRun(run))
            {
                yield return answer;
            }
        }
    }

    private async IAsyncEnumerable<string> CallForEver(TestMeter meter)
    {
        var client = meter.Client(_provider);
        while (true)
        {
            yield return (await client.GetResponseAsync("Hi", cancellationToken: Token)).Text;
        }
    }
}
