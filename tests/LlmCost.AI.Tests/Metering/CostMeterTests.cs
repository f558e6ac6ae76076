using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;

namespace LlmCost.AI.Tests;

public sealed class CostMeterTests
{
    [Fact]
    public async Task Services_WithNoneThatTheMeterUses_LeaveItItsDefaults()
    {
        using var meter = new CostMeter(services: new NoServices());
        using var tally = CostTally.Begin();

        await Call.MakeAsync(new TestChatClient().AsBuilder().UseCostMetering(meter).Build(), streamed: false);

        Assert.Equal(0.0035m, tally.Cost);
    }

    [Fact]
    public async Task Services_SeveralObserversAndEstimators_AreAllUsed()
    {
        var (first, second) = (new RecordingObserver(), new RecordingObserver());
        await using var services = new ServiceCollection()
            .AddSingleton<ICostObserver>(first)
            .AddSingleton<ICostObserver>(second)
            .AddSingleton<IUsageEstimator>(new FixedEstimator(null))
            .AddSingleton<IUsageEstimator>(new FixedEstimator(7))
            .BuildServiceProvider();
        using var meter = new CostMeter(services: services);
        var provider = new TestChatClient { OnGetResponse = (_, _, _) => Task.FromResult(WithoutUsage()) };

        await Call.MakeAsync(provider.AsBuilder().UseCostMetering(meter).Build(), streamed: false);

        Assert.Equal(7, first.Single.Usage.TotalOutput);
        Assert.Equal(7, second.Single.Usage.TotalOutput);
    }

    private static ChatResponse WithoutUsage()
    {
        var response = TestChatClient.Response();
        response.Usage = null;
        return response;
    }

    private sealed class NoServices : IServiceProvider
    {
        public object? GetService(Type serviceType) => null;
    }

    private sealed class FixedEstimator(long? tokens) : IUsageEstimator
    {
        public long? EstimateInput(string? model, IReadOnlyList<ChatMessage> messages, ChatOptions? options) => tokens;

        public long? EstimateOutput(string? model, string text) => tokens;
    }
}
