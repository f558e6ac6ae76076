using Microsoft.Extensions.AI;

namespace LlmCost.AI.Tests;

public sealed class AmbientObserverTests
{
    [Theory]
    [MemberData(nameof(Call.Streamed), MemberType = typeof(Call))]
    public async Task CallsOfAFlow_AreToldToItsObserver(bool streamed)
    {
        using var meter = new TestMeter();
        var ambient = new RecordingObserver();
        var client = meter.Client(new TestChatClient());

        await Call.MakeAsync(client, streamed);
        await InFlowOf(ambient, () => Call.MakeAsync(client, streamed));
        await Call.MakeAsync(client, streamed);

        Assert.Single(ambient.Records);
        Assert.Equal(3, meter.Observer.Records.Count);
    }

    [Fact]
    public async Task Stream_CountsForTheFlowThatItWasBegunIn()
    {
        using var meter = new TestMeter();
        var (begun, ended) = (new RecordingObserver(), new RecordingObserver());
        var updates = meter.Client(new TestChatClient())
            .GetStreamingResponseAsync("What is it?", cancellationToken: TestContext.Current.CancellationToken)
            .GetAsyncEnumerator(TestContext.Current.CancellationToken);

        await InFlowOf(begun, async () => await updates.MoveNextAsync());
        await InFlowOf(ended, async () =>
        {
            while (await updates.MoveNextAsync())
            {
            }
        });
        await updates.DisposeAsync();

        Assert.Single(begun.Records);
        Assert.Empty(ended.Records);
    }

    private static async Task InFlowOf(ICostObserver observer, Func<Task> action)
    {
        AmbientObserver.Current = observer;
        await action();
    }
}
