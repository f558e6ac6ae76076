using System.Diagnostics.Metrics;
using System.Text.Json;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace LlmCost.AI.Tests;

public sealed class CostMeteringChatClientTests : IDisposable
{
    private const decimal HelloCost = (1_000 * 2.5m / 1_000_000) + (100 * 10m / 1_000_000);

    private readonly TestMeter _meter = new();
    private readonly TestChatClient _provider = new();

    public static TheoryData<bool> Streamed => Call.Streamed;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _meter.Dispose();

    [Theory]
    [MemberData(nameof(Streamed))]
    public async Task Call_Completed_RecordsProviderModelUsageAndCost(bool streamed)
    {
        await Call.MakeAsync(_meter.Client(_provider), streamed);

        var record = _meter.Record;
        Assert.Equal("openai", record.ProviderName);
        Assert.Equal("gpt-4o", record.RequestModel);
        Assert.Equal("gpt-4o-2024-11-20", record.ResponseModel);
        Assert.Equal("r-1", record.ResponseId);
        Assert.Equal("chat", record.OperationName);
        Assert.Equal(streamed, record.IsStreaming);
        Assert.Equal(new TokenUsage { Input = 1_000, Output = 100 }, record.Usage);
        Assert.Equal(UsageSource.Reported, record.UsageSource);
        Assert.Equal(HelloCost, record.Cost?.Total);
        Assert.Equal(HelloCost, record.ListCost);
        Assert.Equal(PriceSource.List, record.PriceSource);
        Assert.Equal(PriceCatalog.Default.Version, record.PriceListVersion);
        Assert.Equal(CallOutcome.Completed, record.Outcome);
        Assert.Null(record.ErrorType);
        Assert.Equal(_meter.Time.Start, record.Timestamp);
    }

    [Theory]
    [MemberData(nameof(Streamed))]
    public async Task Call_ModelInOptions_IsTheRequestedModel(bool streamed)
    {
        await Call.MakeAsync(_meter.Client(_provider), streamed, new ChatOptions { ModelId = "gpt-4o-mini" });

        Assert.Equal("gpt-4o-mini", _meter.Record.RequestModel);
    }

    [Theory]
    [MemberData(nameof(Streamed))]
    public async Task Call_ProviderNameSet_TakesPrecedenceOverMetadata(bool streamed)
    {
        await Call.MakeAsync(_meter.Client(_provider, client => client.ProviderName = "azure"), streamed);

        Assert.Equal("azure.ai.openai", _meter.Record.ProviderName);
    }

    [Theory]
    [MemberData(nameof(Streamed))]
    public async Task Call_ProviderThrows_RethrowsTheSameException_AndRecordsMissingUsage(bool streamed)
    {
        var failure = new HttpRequestException("429");
        _provider.OnGetResponse = (_, _, _) => Task.FromException<ChatResponse>(failure);
        _provider.OnGetStreamingResponse = (_, _, _) => TestChatClient.Broken(failure);

        var thrown = await Assert.ThrowsAsync<HttpRequestException>(() => Call.MakeAsync(_meter.Client(_provider), streamed));

        Assert.Same(failure, thrown);
        Assert.Equal(UsageSource.Missing, _meter.Record.UsageSource);
        Assert.Equal(CallOutcome.Failed, _meter.Record.Outcome);
        Assert.Equal("System.Net.Http.HttpRequestException", _meter.Record.ErrorType);
        Assert.Null(_meter.Record.Cost);
        Assert.Equal(UnpricedReason.None, _meter.Record.UnpricedReason);
    }

    [Theory]
    [MemberData(nameof(Streamed))]
    public async Task Call_Canceled_IsRecordedAsCanceled(bool streamed)
    {
        using var cancellation = new CancellationTokenSource();
        await cancellation.CancelAsync();
        _provider.OnGetResponse = (_, _, token) => Task.FromCanceled<ChatResponse>(token);
        _provider.OnGetStreamingResponse = (_, _, token) => TestChatClient.Broken(new OperationCanceledException(token));

        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => Call.MakeAsync(_meter.Client(_provider), streamed, cancellationToken: cancellation.Token));

        Assert.Equal(CallOutcome.Canceled, _meter.Record.Outcome);
        Assert.Equal(UsageSource.Missing, _meter.Record.UsageSource);
        Assert.Equal(UnpricedReason.MissingUsage, _meter.Record.UnpricedReason);
    }

    [Theory]
    [MemberData(nameof(Streamed))]
    public async Task Call_TimesOutInTheProvidersClient_IsFailedAndNotCanceled(bool streamed)
    {
        _provider.OnGetResponse = (_, _, _) => Task.FromException<ChatResponse>(new TaskCanceledException("timeout"));
        _provider.OnGetStreamingResponse = (_, _, _) => TestChatClient.Broken(new TaskCanceledException("timeout"));

        await Assert.ThrowsAsync<TaskCanceledException>(() => Call.MakeAsync(_meter.Client(_provider), streamed));

        Assert.Equal(CallOutcome.Failed, _meter.Record.Outcome);
    }

    [Theory]
    [MemberData(nameof(Streamed))]
    public async Task Call_ExplicitZeroUsage_StaysZeroAndReported(bool streamed)
    {
        _provider.OnGetResponse = (_, _, _) => Task.FromResult(TestChatClient.Response(0, 0));
        _provider.OnGetStreamingResponse = (_, _, _) => TestChatClient.Stream(
            TestChatClient.Text("Hello"), TestChatClient.Usage(0, 0));

        await Call.MakeAsync(_meter.Client(_provider), streamed);

        Assert.Equal(UsageSource.Reported, _meter.Record.UsageSource);
        Assert.Equal(0, _meter.Record.Usage.Total);
        Assert.Equal(0m, _meter.Record.Cost?.Total);
    }

    [Theory]
    [MemberData(nameof(Streamed))]
    public async Task Call_NoUsageReported_IsEstimatedFromTheText_AndMarked(bool streamed)
    {
        _provider.OnGetResponse = (_, _, _) =>
            Task.FromResult(new ChatResponse(new ChatMessage(ChatRole.Assistant, "Hello there.")) { ModelId = "gpt-4o" });
        _provider.OnGetStreamingResponse = (_, _, _) => TestChatClient.Stream(
            TestChatClient.Text("Hello "), TestChatClient.Text("there."));

        await Call.MakeAsync(_meter.Client(_provider), streamed, new ChatOptions { Instructions = "Be brief." });

        // The prompt has 11 bytes, the instructions have 9, and the response has 12, at four bytes per token.
        Assert.Equal(UsageSource.Estimated, _meter.Record.UsageSource);
        Assert.Equal(new TokenUsage { Input = 5, Output = 3 }, _meter.Record.Usage);
        Assert.Equal((5 * 2.5m / 1_000_000) + (3 * 10m / 1_000_000), _meter.Record.Cost?.Total);
    }

    [Theory]
    [MemberData(nameof(Streamed))]
    public async Task Call_NoUsageReported_ToolCallsOfTheModelAreCounted(bool streamed)
    {
        AIContent[] answer =
        [
            new FunctionCallContent("call", "look_up", new Dictionary<string, object?>
            {
                ["query"] = JsonSerializer.SerializeToElement("honey"), ["count"] = 3, ["in"] = "de", ["all"] = null,
            }),
        ];
        _provider.OnGetResponse = (_, _, _) =>
            Task.FromResult(new ChatResponse(new ChatMessage(ChatRole.Assistant, answer)) { ModelId = "gpt-4o" });
        _provider.OnGetStreamingResponse = (_, _, _) => TestChatClient.Stream(
            new ChatResponseUpdate(ChatRole.Assistant, answer) { ModelId = "gpt-4o" });

        await Call.MakeAsync(_meter.Client(_provider), streamed);

        // look_up{"query":"honey","count":3,"in":"de","all":null} has 55 bytes, and the prompt 11.
        Assert.Equal(new TokenUsage { Input = 3, Output = 14 }, _meter.Record.Usage);
        Assert.Equal(UsageSource.Estimated, _meter.Record.UsageSource);
    }

    [Fact]
    public async Task Call_NoUsageReported_ToolCallsAndResultsInThePromptAreCounted()
    {
        _provider.OnGetResponse = (_, _, _) =>
            Task.FromResult(new ChatResponse(new ChatMessage(ChatRole.Assistant, "Nectar.")) { ModelId = "gpt-4o" });

        await _meter.Client(_provider).GetResponseAsync(
            [
                new(ChatRole.User, "What is it?"),
                new(ChatRole.Assistant, [new FunctionCallContent("call", "look_up")]),
                new(ChatRole.Tool, [new FunctionResultContent("call", "nectar")]),
                new(ChatRole.Tool, [new FunctionResultContent("call", new object())]),
            ],
            cancellationToken: Token);

        // The question has 11 bytes, look_up{} has 9, and "nectar" has 8. The text of a custom object of the app is unknown.
        Assert.Equal(new TokenUsage { Input = 7, Output = 2 }, _meter.Record.Usage);
    }

    [Fact]
    public async Task Call_UsageMutatedLater_RecordKeepsItsNumbers()
    {
        var response = TestChatClient.Response();
        _provider.OnGetResponse = (_, _, _) => Task.FromResult(response);

        await _meter.Client(_provider).GetResponseAsync("hi", cancellationToken: Token);
        response.Usage!.Add(new UsageDetails { InputTokenCount = 5_000, OutputTokenCount = 5_000 });

        Assert.Equal(1_100, _meter.Record.Usage.Total);
    }

    [Fact]
    public async Task Stream_UpdatesPassThrough_UnchangedAndImmediately()
    {
        var updates = new[] { TestChatClient.Text("a"), TestChatClient.Text("b"), TestChatClient.Usage(1, 1) };
        var given = 0;
        _provider.OnGetStreamingResponse = (_, _, _) => Give();
        var received = new List<ChatResponseUpdate>();

        await foreach (var update in _meter.Client(_provider).GetStreamingResponseAsync("hi", cancellationToken: Token))
        {
            received.Add(update);
            Assert.Equal(received.Count, given);
        }

        Assert.Equal(updates, received);
        Assert.Equal(Enumerable.Range(0, updates.Length).Select(_ => true), updates.Zip(received, ReferenceEquals));

        async IAsyncEnumerable<ChatResponseUpdate> Give()
        {
            foreach (var update in updates)
            {
                await Task.Yield();
                given++;
                yield return update;
            }
        }
    }

    [Fact]
    public async Task Stream_AbandonedBeforeUsage_IsEstimated()
    {
        await foreach (var _ in _meter.Client(_provider).GetStreamingResponseAsync("What is it?", cancellationToken: Token))
        {
            break;
        }

        Assert.Equal(CallOutcome.Abandoned, _meter.Record.Outcome);
        Assert.Equal(UsageSource.Estimated, _meter.Record.UsageSource);
        Assert.Equal(new TokenUsage { Input = 3, Output = 2 }, _meter.Record.Usage);
        Assert.Null(_meter.Record.ErrorType);
    }

    [Fact]
    public async Task Stream_AbandonedAfterUsage_HasReportedUsage()
    {
        _provider.OnGetStreamingResponse = (_, _, _) => TestChatClient.Stream(
            TestChatClient.Usage(1_000, 100), TestChatClient.Text("late"));

        await foreach (var _ in _meter.Client(_provider).GetStreamingResponseAsync("hi", cancellationToken: Token))
        {
            break;
        }

        Assert.Equal(UsageSource.Reported, _meter.Record.UsageSource);
        Assert.Equal(HelloCost, _meter.Record.Cost?.Total);
        Assert.Equal(CallOutcome.Abandoned, _meter.Record.Outcome);
    }

    [Fact]
    public async Task Stream_Abandoned_DisposesTheProvidersStream()
    {
        var isDisposed = false;
        _provider.OnGetStreamingResponse = (_, _, _) => Endless();

        await foreach (var _ in _meter.Client(_provider).GetStreamingResponseAsync("hi", cancellationToken: Token))
        {
            break;
        }

        Assert.True(isDisposed);

        async IAsyncEnumerable<ChatResponseUpdate> Endless()
        {
            try
            {
                while (true)
                {
                    await Task.Yield();
                    yield return TestChatClient.Text("on and on");
                }
            }
            finally
            {
                isDisposed = true;
            }
        }
    }

    [Fact]
    public async Task Stream_BreaksInTheMiddle_KeepsReportedUsage()
    {
        _provider.OnGetStreamingResponse = (_, _, _) => TestChatClient.Broken(
            new IOException("reset"), TestChatClient.Usage(1_000, 1));

        await Assert.ThrowsAsync<IOException>(() => Call.MakeAsync(_meter.Client(_provider), streamed: true));

        Assert.Equal(UsageSource.Reported, _meter.Record.UsageSource);
        Assert.Equal(1_001, _meter.Record.Usage.Total);
        Assert.Equal(CallOutcome.Failed, _meter.Record.Outcome);
        Assert.Equal("System.IO.IOException", _meter.Record.ErrorType);
    }

    [Fact]
    public async Task Stream_CanceledAndEndedWithoutAnException_IsCanceled()
    {
        using var cancellation = new CancellationTokenSource();
        _provider.OnGetStreamingResponse = (_, _, _) => TestChatClient.Stream(TestChatClient.Text("Hello"));

        await foreach (var _ in _meter.Client(_provider).GetStreamingResponseAsync("hi", cancellationToken: cancellation.Token))
        {
            await cancellation.CancelAsync();
        }

        Assert.Equal(CallOutcome.Canceled, _meter.Record.Outcome);
    }

    [Fact]
    public async Task Stream_ReadTwice_IsTwoCalls()
    {
        var stream = _meter.Client(_provider).GetStreamingResponseAsync("hi", cancellationToken: Token);

        await foreach (var _ in stream)
        {
        }

        await foreach (var _ in stream)
        {
        }

        Assert.Equal(2, _meter.Observer.Records.Count);
    }

    [Fact]
    public async Task Stream_NeverRead_IsNotRecorded()
    {
        _ = _meter.Client(_provider).GetStreamingResponseAsync("hi", cancellationToken: Token);
        await Task.Yield();

        Assert.Empty(_meter.Observer.Records);
    }

    [Fact]
    public async Task Stream_RunningTotalsInEveryChunk_UseTheLast()
    {
        _provider.OnGetStreamingResponse = (_, _, _) =>
            TestChatClient.Stream(TestChatClient.Usage(20, 1), TestChatClient.Usage(20, 2), TestChatClient.Usage(20, 3));

        await Call.MakeAsync(_meter.Client(_provider), streamed: true);

        Assert.Equal(23, _meter.Record.Usage.Total);
    }

    [Fact]
    public async Task Stream_DurationAndTimeToFirstChunk_ComeFromTheClock()
    {
        _provider.OnGetStreamingResponse = (_, _, _) => Slow();

        await Call.MakeAsync(_meter.Client(_provider), streamed: true);

        Assert.Equal(TimeSpan.FromSeconds(2), _meter.Record.TimeToFirstChunk);
        Assert.Equal(TimeSpan.FromSeconds(5), _meter.Record.Duration);

        async IAsyncEnumerable<ChatResponseUpdate> Slow()
        {
            await Task.Yield();
            _meter.Time.Advance(TimeSpan.FromSeconds(2));
            yield return TestChatClient.Text("first");
            _meter.Time.Advance(TimeSpan.FromSeconds(3));
            yield return TestChatClient.Usage(1, 1);
        }
    }

    [Fact]
    public async Task LazyMessages_AreReadOnlyOnce()
    {
        var reads = 0;
        _provider.OnGetResponse = (messages, _, _) =>
        {
            Assert.Single(messages);
            return Task.FromResult(new ChatResponse(new ChatMessage(ChatRole.Assistant, "Hello")));
        };

        await _meter.Client(_provider).GetResponseAsync(Ask(), cancellationToken: Token);

        Assert.Equal(1, reads);
        Assert.Equal(0, _meter.Record.Usage.Input);

        IEnumerable<ChatMessage> Ask()
        {
            reads++;
            yield return new ChatMessage(ChatRole.User, "hi");
        }
    }

    [Theory]
    [MemberData(nameof(Streamed))]
    public async Task Reader_Throws_IsCounted_AndLoggedOnce_AndTheCallSucceeds(bool streamed)
    {
        _provider.Raw = new object();
        using var meter = new TestMeter(readers: [new ThrowingReader()]);
        var failures = meter.Collect<long>(CostMetricNames.Failures);
        var client = meter.Client(_provider);

        await Call.MakeAsync(client, streamed);
        await Call.MakeAsync(client, streamed);

        Assert.Equal([HelloCost, HelloCost], meter.Observer.Records.Select(record => record.Cost!.Value.Total));
        Assert.True(failures.GetMeasurementSnapshot().Sum(failure => failure.Value) >= 2);
        Assert.Single(meter.Logs.GetSnapshot(), log => log.Level is LogLevel.Error);
    }

    [Fact]
    public async Task Failure_IsLoggedWithTheTypesAndStackOfItsException_ButWithoutItsMessage()
    {
        using var meter = new TestMeter(observers: [new QuotingObserver()]);

        await Call.MakeAsync(meter.Client(_provider), streamed: false);

        var log = Assert.Single(meter.Logs.GetSnapshot(), log => log.Level is LogLevel.Error);
        Assert.Null(log.Exception);
        Assert.Contains(
            "System.InvalidOperationException, caused by System.ArgumentException", log.Message, StringComparison.Ordinal);
        Assert.Contains(nameof(QuotingObserver), log.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("sesame", log.Message, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Streamed))]
    public async Task Observer_Throws_OtherObserversReceiveTheRecord(bool streamed)
    {
        using var meter = new TestMeter(observers: [new ThrowingObserver()]);
        var failures = meter.Collect<long>(CostMetricNames.Failures);

        await Call.MakeAsync(meter.Client(_provider), streamed);

        Assert.Equal(HelloCost, meter.Record.Cost?.Total);
        var failure = Assert.Single(failures.GetMeasurementSnapshot());
        Assert.Equal("observer", failure.Tags["llmcost.failure.reason"]);
    }

    [Theory]
    [MemberData(nameof(Streamed))]
    public async Task MetricsListener_Throws_ObserversReceiveTheRecord(bool streamed)
    {
        using var listener = new MeterListener
        {
            InstrumentPublished = (instrument, own) =>
            {
                if (ReferenceEquals(instrument.Meter.Scope, _meter.MeterFactory))
                {
                    own.EnableMeasurementEvents(instrument);
                }
            },
        };
        listener.SetMeasurementEventCallback<long>((_, _, _, _) => throw new InvalidOperationException());
        listener.SetMeasurementEventCallback<double>((_, _, _, _) => throw new InvalidOperationException());
        listener.Start();

        await Call.MakeAsync(_meter.Client(_provider), streamed);

        Assert.Equal(HelloCost, _meter.Record.Cost?.Total);
    }

    [Theory]
    [MemberData(nameof(Streamed))]
    public async Task Logger_Throws_ObserversReceiveTheRecord(bool streamed)
    {
        var observer = new RecordingObserver();
        using var services = new ServiceCollection()
            .AddLogging(logging => logging.AddProvider(new ThrowingLogger()))
            .AddSingleton<ICostObserver>(observer)
            .BuildServiceProvider();
        using var meter = new CostMeter(new CostMeteringOptions { SemanticConventions = GenAIMetricConventions.None }, services);

        await Call.MakeAsync(_provider.AsBuilder().UseCostMetering(meter).Build(), streamed);

        Assert.Equal(HelloCost, observer.Single.Cost?.Total);
    }

    [Theory]
    [MemberData(nameof(Streamed))]
    public async Task LoggerThatThrowsInIsEnabled_IsAFailureOfTheMeter_AndTheCallSucceeds(bool streamed)
    {
        using var listener = new MeterListener();
        var failures = new List<string?>();
        listener.InstrumentPublished = (instrument, self) =>
        {
            if (instrument.Name is CostMetricNames.Failures)
            {
                self.EnableMeasurementEvents(instrument);
            }
        };
        listener.SetMeasurementEventCallback<long>((_, _, tags, _) => failures.Add((string?)tags[0].Value));
        using var services = new ServiceCollection()
            .AddLogging(logging => logging.AddProvider(new ThrowingLogger(whenAsked: true)))
            .AddSingleton(_meter.MeterFactory)
            .BuildServiceProvider();
        using var meter = new CostMeter(new CostMeteringOptions { SemanticConventions = GenAIMetricConventions.None }, services);
        listener.Start();

        await Call.MakeAsync(_provider.AsBuilder().UseCostMetering(meter).Build(), streamed);

        Assert.Equal(["recording"], failures);
    }

    [Theory]
    [MemberData(nameof(Streamed))]
    public async Task ResponseThatThrowsWhenRead_ReachesTheCallerUnchanged(bool streamed)
    {
        var failures = _meter.Collect<long>(CostMetricNames.Failures);
        _provider.OnGetResponse = (_, _, _) => Task.FromResult(
            new ChatResponse((IList<ChatMessage>)null!) { Messages = null!, Usage = null });
        _provider.OnGetStreamingResponse = (_, _, _) => TestChatClient.Stream([null!]);

        await Call.MakeAsync(_meter.Client(_provider), streamed);

        Assert.Equal(streamed, failures.GetMeasurementSnapshot().Count > 0);
        Assert.Equal(UsageSource.Missing, _meter.Record.UsageSource);
    }

    [Fact]
    public async Task ParallelCalls_OnOneClient_AreAllCounted()
    {
        var client = _meter.Client(_provider);

        await Parallel.ForEachAsync(
            Enumerable.Range(0, 2_000),
            Token,
            async (i, _) => await Call.MakeAsync(client, streamed: i % 2 is 0));

        Assert.Equal(2_000, _meter.Observer.Records.Count);
        Assert.Equal(2_000 * HelloCost, _meter.Observer.Records.Sum(record => record.Cost!.Value.Total));
    }

    [Fact]
    public void GetService_CostMeter_IsTheMeter() => Assert.Same(_meter.Meter, _meter.Client(_provider).GetService<CostMeter>());

    private sealed class ThrowingReader : IUsageReader
    {
        public bool TryRead(object rawRepresentation, string? providerName, out UsageReading reading) =>
            throw new InvalidDataException();
    }

    private sealed class ThrowingObserver : ICostObserver
    {
        public void OnRecorded(CostRecord record) => throw new InvalidOperationException();
    }

    private sealed class QuotingObserver : ICostObserver
    {
        public void OnRecorded(CostRecord record) =>
            throw new InvalidOperationException("sesame", new ArgumentException("sesame"));
    }
}
