using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;
using Polly;
using Polly.Retry;

namespace LlmCost.AI.Tests;

/// <summary>Tests retry middleware around clients whose calls a budget refuses.</summary>
public sealed class RefusalRetryTests
{
    private const int Retries = 3;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task RetryBehindTheMeter_DoesNotSeeTheRefusal()
    {
        var attempts = 0;
        await using var services = Services();
        using var provider = new CountingChatClient();
        using var client = provider.AsBuilder().UseCostMetering().Use(Retry(Every, () => attempts++), null).Build(services);
        await client.GetResponseAsync("Hi?", cancellationToken: Token);

        var refusal = await RefusalAsync(client);

        Assert.Equal(BudgetExceededReason.Exhausted, refusal.Reason);
        Assert.Equal((1, 1), (attempts, provider.Calls));
    }

    [Fact]
    public async Task RetryAroundTheMeter_ThatExcludesRefusals_TriesOnce()
    {
        var attempts = 0;
        await using var services = Services();
        using var provider = new CountingChatClient();
        using var client = provider.AsBuilder()
            .Use(Retry(new PredicateBuilder().Handle<Exception>(e => e is not BudgetExceededException), () => attempts++), null)
            .UseCostMetering()
            .Build(services);
        await client.GetResponseAsync("Hi?", cancellationToken: Token);

        await RefusalAsync(client);

        Assert.Equal((2, 1), (attempts, provider.Calls));
    }

    /// <summary>
    /// Retrying refused calls wastes time, but costs nothing, because each attempt is refused before the provider is called.
    /// </summary>
    [Fact]
    public async Task RetryAroundTheMeter_OnEveryException_NeverReachesTheProvider_AndThrowsTheRefusal()
    {
        var attempts = 0;
        await using var services = Services();
        using var provider = new CountingChatClient();
        using var client = provider.AsBuilder().Use(Retry(Every, () => attempts++), null).UseCostMetering().Build(services);
        await client.GetResponseAsync("Hi?", cancellationToken: Token);

        var refusal = await RefusalAsync(client);

        Assert.Equal("once", refusal.Budget);
        Assert.Equal((1 + 1 + Retries, 1), (attempts, provider.Calls));
        var status = Assert.Single(await services.GetRequiredService<CostBudgets>().GetStatusAsync("once", null, Token));
        Assert.Equal((1m, 0m), (status.Spent, status.Reserved));
    }

    private static PredicateBuilder<object> Every => new PredicateBuilder().Handle<Exception>();

    private static ServiceProvider Services()
    {
        var services = new ServiceCollection();
        services.AddCostMetering().AddBudgets(budgets => budgets.Add("once", budget => budget.Requests(1)));
        return services.BuildServiceProvider();
    }

    private static Func<IEnumerable<ChatMessage>, ChatOptions?, IChatClient, CancellationToken, Task<ChatResponse>> Retry(
        PredicateBuilder<object> handled, Action onAttempt)
    {
        var pipeline = new ResiliencePipelineBuilder()
            .AddRetry(new RetryStrategyOptions { ShouldHandle = handled, MaxRetryAttempts = Retries, Delay = TimeSpan.Zero })
            .Build();
        return (messages, options, inner, cancellationToken) => pipeline.ExecuteAsync(
            async token =>
            {
                onAttempt();
                return await inner.GetResponseAsync(messages, options, token);
            },
            cancellationToken).AsTask();
    }

    private static Task<BudgetExceededException> RefusalAsync(IChatClient client) =>
        Assert.ThrowsAsync<BudgetExceededException>(() => client.GetResponseAsync("Hi?", cancellationToken: Token));
}
