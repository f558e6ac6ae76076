using System.Net.WebSockets;
using System.Text;
using Microsoft.Extensions.AI;

namespace LlmCost.AI.Tests;

public sealed class CostMeteringRealtimeClientTests : IDisposable
{
    private static readonly string[] s_openAITurn =
    [
        """
        {"type": "conversation.item.input_audio_transcription.completed", "event_id": "e-1", "item_id": "item-1",
         "content_index": 0, "transcript": "hello", "usage": {"type": "tokens", "total_tokens": 22,
         "input_tokens": 13, "output_tokens": 9, "input_token_details": {"text_tokens": 0, "audio_tokens": 13}}}
        """,
        """
        {"type": "response.created", "event_id": "e-2", "response": {"object": "realtime.response", "id": "resp-1",
         "status": "in_progress", "output": []}}
        """,
        """
        {"type": "response.done", "event_id": "e-3", "response": {"object": "realtime.response", "id": "resp-1",
         "status": "completed", "output": [], "usage": {"total_tokens": 150, "input_tokens": 100, "output_tokens": 50,
         "input_token_details": {"cached_tokens": 50, "text_tokens": 40, "audio_tokens": 60, "image_tokens": 0},
         "output_token_details": {"text_tokens": 20, "audio_tokens": 30}}}}
        """,
    ];

    private readonly TestMeter _meter = new();
    private readonly TestRealtimeClient _provider = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _meter.Dispose();

    /// <summary>
    /// The client reports neither that half of the input was read from the cache nor the usage of the transcription.
    /// </summary>
    [Fact]
    public async Task OpenAI_OmitsTheCache_SoItsCostIsAnEstimate()
    {
        await using var server = await WireServer.StartAsync(async context =>
        {
            using var socket = await context.WebSockets.AcceptWebSocketAsync();
            foreach (var message in s_openAITurn)
            {
                await socket.SendAsync(
                    Encoding.UTF8.GetBytes(message), WebSocketMessageType.Text, endOfMessage: true, context.RequestAborted);
            }

            await socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, context.RequestAborted);
            await socket.ReceiveAsync(new byte[1_024], context.RequestAborted);
        });
        var address = new UriBuilder(server.Address) { Scheme = "ws" }.Uri;
        using var provider = new OpenAIRealtimeClient(WireClients.OpenAI(address).GetRealtimeClient(), "gpt-realtime");

        await ReadAsync(Metered(provider));

        Assert.Equal(["item-1", "resp-1"], _meter.Observer.Records.Select(record => record.ResponseId));
        var (transcript, response) = (_meter.Observer.Records.First(), _meter.Observer.Records.Last());
        Assert.Equal(UnpricedReason.MissingUsage, transcript.UnpricedReason);
        Assert.Equal("openai", response.ProviderName);
        Assert.Equal("gpt-realtime", response.RequestModel);
        Assert.Equal(new TokenUsage { Input = 40, InputAudio = 60, Output = 20, OutputAudio = 30 }, response.Usage);
        Assert.Equal(UsageSource.Estimated, response.UsageSource);
        Assert.Equal((40 * 4m + 60 * 32m + 20 * 16m + 30 * 64m) / 1_000_000, response.Cost?.Total);
    }

    [Fact]
    public async Task EachResponse_IsASeparateRecord()
    {
        _provider.Messages.AddRange(
        [
            TestRealtimeClient.Created("r-1"),
            new RealtimeServerMessage { Type = RealtimeServerMessageType.OutputAudioDelta },
            TestRealtimeClient.Done(TestRealtimeClient.Turn(cached: 0), "r-1"),
            TestRealtimeClient.Created("r-2"),
            TestRealtimeClient.Done(TestRealtimeClient.Turn(cached: 0), "r-2"),
        ]);

        Assert.Equal(_provider.Messages, await ReadAsync(Metered()));

        Assert.Equal(["r-1", "r-2"], _meter.Observer.Records.Select(record => record.ResponseId));
        var record = _meter.Observer.Records.First();
        Assert.Equal("chat", record.OperationName);
        Assert.Equal("openai", record.ProviderName);
        Assert.Equal("gpt-realtime", record.RequestModel);
        Assert.Equal(new TokenUsage { Input = 40, InputAudio = 60, Output = 20, OutputAudio = 30 }, record.Usage);
        Assert.Equal(UsageSource.Reported, record.UsageSource);
        Assert.Equal(CallOutcome.Completed, record.Outcome);
        Assert.Equal((40 * 4m + 60 * 32m + 20 * 16m + 30 * 64m) / 1_000_000, record.Cost?.Total);
    }

    /// <summary>OpenAI's client does not report the cached tokens, which are cheaper.</summary>
    [Fact]
    public async Task MissingCacheReads_MakeTheCostAnEstimate()
    {
        _provider.Messages.Add(TestRealtimeClient.Done(TestRealtimeClient.Turn()));

        await ReadAsync(Metered());

        Assert.Equal(UsageSource.Estimated, _meter.Record.UsageSource);
        Assert.Equal(150, _meter.Record.Usage.Total);
        Assert.Equal((40 * 4m + 60 * 32m + 20 * 16m + 30 * 64m) / 1_000_000, _meter.Record.Cost?.Total);
    }

    [Fact]
    public async Task ModelOfTheSession_IsTheRequestedModel()
    {
        _provider.Options = new RealtimeSessionOptions { Model = "gpt-realtime-mini" };
        _provider.Messages.Add(TestRealtimeClient.Done(TestRealtimeClient.Turn()));

        await ReadAsync(Metered());

        Assert.Equal("gpt-realtime-mini", _meter.Record.RequestModel);
    }

    [Fact]
    public async Task Transcript_IsPricedAtItsOwnModel()
    {
        _provider.Options = new RealtimeSessionOptions
        {
            TranscriptionOptions = new TranscriptionOptions { ModelId = "gpt-4o-transcribe" },
        };
        _provider.Messages.AddRange(
        [
            new InputAudioTranscriptionRealtimeServerMessage(RealtimeServerMessageType.InputAudioTranscriptionDelta)
            {
                ItemId = "i-1",
            },
            new InputAudioTranscriptionRealtimeServerMessage(RealtimeServerMessageType.InputAudioTranscriptionCompleted)
            {
                ItemId = "i-1",
                Usage = new UsageDetails { InputTokenCount = 14, OutputTokenCount = 45, TotalTokenCount = 59 },
            },
        ]);

        await ReadAsync(Metered());

        Assert.Equal("generate_content", _meter.Record.OperationName);
        Assert.Equal("gpt-4o-transcribe", _meter.Record.RequestModel);
        Assert.Equal(new TokenUsage { InputAudio = 14, Output = 45 }, _meter.Record.Usage);
        Assert.Equal((14 * 6m + 45 * 10m) / 1_000_000, _meter.Record.Cost?.Total);
    }

    /// <summary>
    /// The options do not name the transcription model, so the transcript must not be priced as the response model.
    /// </summary>
    [Fact]
    public async Task TranscriptOfAnUnspecifiedModel_IsUnknownAndNotFree()
    {
        _provider.Messages.Add(
            new InputAudioTranscriptionRealtimeServerMessage(RealtimeServerMessageType.InputAudioTranscriptionCompleted)
        {
            Usage = new UsageDetails { InputTokenCount = 14, OutputTokenCount = 45, TotalTokenCount = 59 },
        });

        await ReadAsync(Metered());

        Assert.Null(_meter.Record.RequestModel);
        Assert.Null(_meter.Record.Cost);
        Assert.Equal(UnpricedReason.UnknownModel, _meter.Record.UnpricedReason);
    }

    [Fact]
    public async Task ResponseWithoutUsage_IsUnknownAndNotFree()
    {
        _provider.Messages.Add(TestRealtimeClient.Done(usage: null));

        await ReadAsync(Metered());

        Assert.Null(_meter.Record.Cost);
        Assert.Equal(UnpricedReason.MissingUsage, _meter.Record.UnpricedReason);
    }

    [Theory]
    [InlineData("Cancelled", CallOutcome.Canceled, null)]
    [InlineData("failed", CallOutcome.Failed, "_OTHER")]
    [InlineData("incomplete", CallOutcome.Completed, null)]
    public async Task StatusOfTheResponse_IsTheOutcome_AndItsUsageIsBilled(string status, CallOutcome outcome, string? error)
    {
        _provider.Messages.Add(TestRealtimeClient.Done(TestRealtimeClient.Turn(), status: status));

        await ReadAsync(Metered());

        Assert.Equal(outcome, _meter.Record.Outcome);
        Assert.Equal(error, _meter.Record.ErrorType);
        Assert.NotNull(_meter.Record.Cost);
    }

    [Fact]
    public async Task ResponseInProgress_IsRecordedWhenItsReaderStops()
    {
        _provider.Messages.AddRange([TestRealtimeClient.Created("r-1"), TestRealtimeClient.Created("r-2")]);
        await using var session = await Metered().CreateSessionAsync(cancellationToken: Token);

        await foreach (var _ in session.GetStreamingResponseAsync(Token))
        {
            break;
        }

        Assert.Equal(CallOutcome.Abandoned, _meter.Record.Outcome);
        Assert.Equal(UnpricedReason.MissingUsage, _meter.Record.UnpricedReason);
    }

    [Fact]
    public async Task BrokenStream_IsThrownToTheReader_AndRecorded()
    {
        _provider.Messages.Add(TestRealtimeClient.Created());
        _provider.Failure = new IOException();

        Assert.Same(_provider.Failure, await Assert.ThrowsAsync<IOException>(() => ReadAsync(Metered())));

        Assert.Equal(CallOutcome.Failed, _meter.Record.Outcome);
        Assert.Equal("System.IO.IOException", _meter.Record.ErrorType);
    }

    [Fact]
    public async Task Call_IsAttributedByTheScopeOfItsReader()
    {
        _provider.Messages.AddRange([TestRealtimeClient.Created(), TestRealtimeClient.Done(TestRealtimeClient.Turn())]);

        using (CostScope.Begin(feature: "assistant"))
        {
            await ReadAsync(Metered());
        }

        Assert.Equal("assistant", _meter.Record.Feature);
    }

    [Fact]
    public async Task Session_ForwardsAllOtherMessages()
    {
        var message = new RealtimeClientMessage();
        _provider.Options = new RealtimeSessionOptions();

        await using (var session = await Metered().CreateSessionAsync(cancellationToken: Token))
        {
            await session.SendAsync(message, Token);

            Assert.Same(_provider.Options, session.Options);
            Assert.Same(_provider, session.GetService(typeof(TestRealtimeClient)));
            Assert.Same(_meter.Meter, session.GetService(typeof(CostMeter)));
            Assert.Null(session.GetService(typeof(CostMeter), "key"));
        }

        Assert.Same(message, Assert.Single(_provider.Sent));
        Assert.True(_provider.IsDisposed);
        Assert.Empty(_meter.Observer.Records);
    }

    [Fact]
    public async Task NestedMeters_CountOnce()
    {
        _provider.Messages.Add(TestRealtimeClient.Done(TestRealtimeClient.Turn()));
        var client = new RealtimeClientBuilder(_provider)
            .UseCostMetering(_meter.Meter).UseFunctionInvocation().UseCostMetering(_meter.Meter).Build();

        await ReadAsync(client);

        Assert.Single(_meter.Observer.Records);
        Assert.Same(_meter.Meter, client.GetService(typeof(CostMeter)));
    }

    [Fact]
    public async Task MeterOutsideAClientThatHidesAMeteredClient_CountsOnce()
    {
        _provider.Messages.Add(TestRealtimeClient.Done(TestRealtimeClient.Turn()));

        await ReadAsync(Metered(new TestRealtimeClient { Metadata = null, Hidden = Metered() }));

        Assert.Equal("openai", _meter.Record.ProviderName);
    }

    private static async Task<List<RealtimeServerMessage>> ReadAsync(IRealtimeClient client)
    {
        await using var session = await client.CreateSessionAsync(cancellationToken: Token);
        var messages = new List<RealtimeServerMessage>();
        await foreach (var message in session.GetStreamingResponseAsync(Token))
        {
            messages.Add(message);
        }

        return messages;
    }

    private IRealtimeClient Metered(IRealtimeClient? provider = null) =>
        new RealtimeClientBuilder(provider ?? _provider).UseCostMetering(_meter.Meter).Build();
}
