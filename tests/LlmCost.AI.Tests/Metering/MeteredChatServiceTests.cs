using Microsoft.Extensions.AI;

namespace LlmCost.AI.Tests;

/// <summary>Tests chat services of other frameworks. Adapters meter each round trip of these services.</summary>
public sealed class MeteredChatServiceTests : IDisposable
{
    private readonly TestMeter _meter = new();

    public void Dispose() => _meter.Dispose();

    [Fact]
    public void RoundTrips_AreOneRecordEach_WithTheMetadataOfTheService()
    {
        var invocation = Begin("chat");

        Answer(invocation.BeginRoundTrip(), "r-1");
        Answer(invocation.BeginRoundTrip(), "r-2");

        Assert.Equal(["r-1", "r-2"], _meter.Observer.Records.Select(record => record.ResponseId));
        Assert.All(_meter.Observer.Records, record => Assert.Equal(
            ("chat", "openai", "gpt-4o", CallOutcome.Completed, 1_100),
            (record.OperationName, record.ProviderName, record.RequestModel, record.Outcome, record.Usage.Total)));
    }

    [Fact]
    public void FailedRoundTrip_IsRecordedAsFailed()
    {
        Begin().BeginRoundTrip().Fail(new IOException("reset"));

        Assert.Equal((CallOutcome.Failed, "System.IO.IOException"), (_meter.Record.Outcome, _meter.Record.ErrorType));
    }

    [Fact]
    public void AbandonedStreamedRoundTrip_IsEstimatedFromItsMessagesAndText()
    {
        var trip = Begin(isStreaming: true).BeginRoundTrip();
        trip.Observe(TestChatClient.Text("Hello there."));

        trip.Abandon();

        Assert.Equal((CallOutcome.Abandoned, UsageSource.Estimated), (_meter.Record.Outcome, _meter.Record.UsageSource));
        Assert.True(_meter.Record.Usage.TotalInput > 0);
        Assert.True(_meter.Record.IsStreaming);
    }

    [Fact]
    public void UsageOutsideOfUpdates_IsPartOfTheRoundTrip()
    {
        var trip = Begin(isStreaming: true).BeginRoundTrip();
        trip.Observe(TestChatClient.Text("Hello there."));
        trip.Observe(new UsageDetails { InputTokenCount = 10, OutputTokenCount = 5 });

        trip.Complete();

        Assert.Equal((UsageSource.Reported, 15), (_meter.Record.UsageSource, _meter.Record.Usage.Total));
    }

    [Fact]
    public void UnfinishedRoundTrip_IsNotRecorded()
    {
        Begin().BeginRoundTrip().Observe(TestChatClient.Response());

        Assert.Empty(_meter.Observer.Records);
    }

    [Fact]
    public void EndedRoundTrip_DoesNotChangeALaterRoundTrip()
    {
        var invocation = Begin();
        var ended = invocation.BeginRoundTrip();
        Answer(ended, "r-1");

        var next = invocation.BeginRoundTrip();
        ended.Observe(TestChatClient.Response(input: 500_000));
        ended.Fail(new IOException("reset"));
        Answer(next, "r-2");

        Assert.Null(ended.ResponseId);
        Assert.Equal([1_100, 1_100], _meter.Observer.Records.Select(record => record.Usage.Total));
    }

    [Theory]
    [InlineData(false, 1)]
    [InlineData(true, 2)]
    public async Task ServiceWithAMeteredClient_IsCountedOnce(bool leaves, int records)
    {
        var inner = _meter.Client(new TestChatClient());
        var invocation = new MeteredChatService(_meter.Meter, new ChatClientMetadata())
            .Begin("chat", [], isStreaming: false, TestContext.Current.CancellationToken);
        invocation.Enter();
        if (leaves)
        {
            MeteredInvocation.Leave();
        }

        var trip = invocation.BeginRoundTrip();
        trip.Observe(await inner.GetResponseAsync("Hi", cancellationToken: TestContext.Current.CancellationToken));
        trip.Complete();

        Assert.Equal(records, _meter.Observer.Records.Count);
    }

    [Fact]
    public void AdapterFailure_IsCounted()
    {
        using var failures = _meter.Collect<long>("llmcost.failures");

        _meter.Meter.ReportFailure(new InvalidOperationException("private"));

        Assert.Equal(1, failures.GetMeasurementSnapshot().Sum(point => point.Value));
        Assert.DoesNotContain("private", Assert.Single(_meter.Logs.GetSnapshot()).Message, StringComparison.Ordinal);
    }

    private MeteredInvocation Begin(string operationName = "chat", bool isStreaming = false) =>
        new MeteredChatService(_meter.Meter, new ChatClientMetadata("openai", null, "gpt-4o"))
            .Begin(operationName, [new ChatMessage(ChatRole.User, "Hello?")], isStreaming, TestContext.Current.CancellationToken);

    private static void Answer(MeteredRoundTrip trip, string responseId)
    {
        trip.Observe(TestChatClient.Response(id: responseId));
        Assert.Equal(responseId, trip.ResponseId);
        trip.Complete();
    }
}
