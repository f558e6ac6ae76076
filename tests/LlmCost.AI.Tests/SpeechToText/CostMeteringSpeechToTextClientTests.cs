using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.AI;
using OpenAI.Audio;

namespace LlmCost.AI.Tests;

public sealed class CostMeteringSpeechToTextClientTests : IDisposable
{
    private readonly TestMeter _meter = new(options => options.ProviderHosts["127.0.0.1"] = "openai");
    private readonly TestSpeechToTextClient _provider = new();

    public static TheoryData<bool> Streamed => Call.Streamed;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _meter.Dispose();

    [Theory]
    [InlineData("openai-transcription-tokens.json")]
    [InlineData("openai-transcription.sse")]
    public async Task OpenAI_BilledPerToken_IsPricedByItsReportedTokens(string file)
    {
        var streamed = Path.GetExtension(file) is ".sse";
        await using var server = await WireServer.StartAsync(file);
        using var client = Metered(
            WireClients.OpenAI(server.Address).GetAudioClient("gpt-4o-transcribe").AsISpeechToTextClient());

        Assert.Equal("hello", await TranscribeAsync(client, streamed));

        var record = _meter.Record;
        Assert.Equal("generate_content", record.OperationName);
        Assert.Equal("openai", record.ProviderName);
        Assert.Equal("gpt-4o-transcribe", record.RequestModel);
        Assert.Equal(new TokenUsage { Input = 4, InputAudio = 10, Output = 45 }, record.Usage);
        Assert.Equal(UsageSource.Reported, record.UsageSource);
        Assert.Equal((4 * 2.5m + 10 * 6m + 45 * 10m) / 1_000_000, record.Cost?.Total);
        Assert.Equal(streamed, record.IsStreaming);
        Assert.Equal(streamed, record.TimeToFirstChunk.HasValue);
        Assert.Equal(CallOutcome.Completed, record.Outcome);
    }

    /// <summary>Only the raw response of the provider has the duration.</summary>
    [Fact]
    public async Task OpenAI_BilledPerSecond_WithoutTimestamps_IsUnknownAndNotFree()
    {
        await using var server = await WireServer.StartAsync("openai-transcription-duration.json");
        using var client = Metered(WireClients.OpenAI(server.Address).GetAudioClient("whisper-1").AsISpeechToTextClient());

        Assert.Equal("hello", await TranscribeAsync(client, streamed: false));

        Assert.Null(_meter.Record.Cost);
        Assert.Equal(UsageSource.Missing, _meter.Record.UsageSource);
        Assert.Equal(UnpricedReason.MissingUsage, _meter.Record.UnpricedReason);
    }

    [Fact]
    public async Task OpenAI_BilledPerSecond_WithTimestamps_IsEstimatedFromTheEndOfTheTranscript()
    {
        await using var server = await WireServer.StartAsync(async context =>
        {
            context.Response.ContentType = "application/json";
            await context.Response.WriteAsync(
                """
                {"task": "transcribe", "language": "english", "duration": 8.0, "text": "hello", "segments": [
                  {"id": 0, "seek": 0, "start": 0.5, "end": 3.5, "text": "hel", "tokens": [], "temperature": 0, "avg_logprob": 0,
                   "compression_ratio": 1, "no_speech_prob": 0},
                  {"id": 1, "seek": 0, "start": 3.5, "end": 7.5, "text": "lo", "tokens": [], "temperature": 0, "avg_logprob": 0,
                   "compression_ratio": 1, "no_speech_prob": 0}]}
                """);
        });
        using var client = Metered(WireClients.OpenAI(server.Address).GetAudioClient("whisper-1").AsISpeechToTextClient());
        using var audio = new MemoryStream([1, 2, 3]);

        await client.GetTextAsync(
            audio,
            new SpeechToTextOptions
            {
                RawRepresentationFactory = _ =>
                    new AudioTranscriptionOptions { ResponseFormat = AudioTranscriptionFormat.Verbose },
            },
            Token);

        Assert.Equal([new BillableQuantity { Unit = BillableUnit.InputAudioSecond, Quantity = 7.5m }], _meter.Record.Quantities);
        Assert.Equal(UsageSource.Estimated, _meter.Record.UsageSource);
        Assert.Equal(7.5m * 0.36m / 3600, _meter.Record.Cost?.Fee);
    }

    [Theory]
    [MemberData(nameof(Streamed))]
    public async Task BilledPerSecond_IsEstimatedFromTheEndOfTheTranscript(bool streamed)
    {
        using var cost = _meter.Collect<double>("llmcost.usage.cost");

        await TranscribeAsync(Metered(), streamed);

        Assert.Equal(9 * 0.36m / 3600, _meter.Record.Cost?.Total);
        var point = Assert.Single(cost.GetMeasurementSnapshot());
        Assert.Equal("fee", point.Tags["llmcost.token.class"]);
        Assert.Equal("estimated", point.Tags["llmcost.usage.source"]);
    }

    [Theory]
    [MemberData(nameof(Streamed))]
    public async Task TimestampsOfAModelBilledPerToken_AreUnknownAndNotFree(bool streamed)
    {
        _provider.Metadata = new("openai", null, "gpt-4o-transcribe");

        await TranscribeAsync(Metered(), streamed);

        Assert.Null(_meter.Record.Cost);
        Assert.Equal(UnpricedReason.MissingUsage, _meter.Record.UnpricedReason);
    }

    [Fact]
    public async Task TokensOfUnspecifiedKind_AreAudio()
    {
        _provider.Metadata = new("openai", null, "gpt-4o-transcribe");
        _provider.OnGetText = _ => Task.FromResult(
            new SpeechToTextResponse("hello")
            {
                Usage = new UsageDetails { InputTokenCount = 14, OutputTokenCount = 45, TotalTokenCount = 59 },
            });

        await TranscribeAsync(Metered(), streamed: false);

        Assert.Equal(new TokenUsage { InputAudio = 14, Output = 45 }, _meter.Record.Usage);
    }

    /// <summary>A server that reports tokens for a model that is billed per second.</summary>
    [Fact]
    public async Task TokensOfAModelBilledPerSecond_WithoutTimestamps_AreUnknownAndNotFree()
    {
        _provider.OnGetText = _ => Task.FromResult(
            new SpeechToTextResponse("hello") { Usage = new UsageDetails { InputTokenCount = 14, TotalTokenCount = 14 } });

        await TranscribeAsync(Metered(), streamed: false);

        Assert.Null(_meter.Record.Cost);
        Assert.Equal(14, _meter.Record.Usage.Total);
        Assert.Equal(UnpricedReason.MissingRate, _meter.Record.UnpricedReason);
    }

    [Fact]
    public async Task Stream_ForwardsEachUpdateImmediately()
    {
        var sent = 0;
        _provider.OnGetStreamingText = _ => CountAsync();
        var received = 0;

        await foreach (var _ in Metered().GetStreamingTextAsync(Stream.Null, cancellationToken: Token))
        {
            received++;
            Assert.Equal(received, sent);
        }

        Assert.Equal(3, received);

        async IAsyncEnumerable<SpeechToTextResponseUpdate> CountAsync()
        {
            while (sent < 3)
            {
                await Task.Yield();
                sent++;
                yield return TestSpeechToTextClient.Until(sent);
            }
        }
    }

    /// <summary>If the stream is abandoned, the duration of the audio is unknown.</summary>
    [Fact]
    public async Task AbandonedStream_IsRecordedAsUnknown()
    {
        await foreach (var _ in Metered().GetStreamingTextAsync(Stream.Null, cancellationToken: Token))
        {
            break;
        }

        Assert.Equal(CallOutcome.Abandoned, _meter.Record.Outcome);
        Assert.Null(_meter.Record.Cost);
        Assert.Equal(UnpricedReason.MissingUsage, _meter.Record.UnpricedReason);
    }

    [Fact]
    public async Task BrokenStream_IsThrownToTheCaller_AndRecorded()
    {
        var failure = new IOException();
        _provider.OnGetStreamingText = _ => TestSpeechToTextClient.Broken(failure, TestSpeechToTextClient.Until(4));

        Assert.Same(failure, await Assert.ThrowsAsync<IOException>(() => TranscribeAsync(Metered(), streamed: true)));

        Assert.Equal(CallOutcome.Failed, _meter.Record.Outcome);
        Assert.Equal("System.IO.IOException", _meter.Record.ErrorType);
    }

    [Fact]
    public async Task StreamThatEndsWithoutAnExceptionWhenCanceled_IsRecordedAsCanceled()
    {
        using var cancellation = new CancellationTokenSource();

        await foreach (var _ in Metered().GetStreamingTextAsync(Stream.Null, cancellationToken: cancellation.Token))
        {
            await cancellation.CancelAsync();
        }

        Assert.Equal(CallOutcome.Canceled, _meter.Record.Outcome);
        Assert.Null(_meter.Record.Cost);
    }

    [Fact]
    public async Task EmptyUpdatesAndAnswers_PassThrough()
    {
        _provider.OnGetStreamingText = _ => TestSpeechToTextClient.Stream(null, TestSpeechToTextClient.Until(9));
        _provider.OnGetText = _ => Task.FromResult<SpeechToTextResponse>(null!);

        var updates = new List<SpeechToTextResponseUpdate?>();
        await foreach (var update in Metered().GetStreamingTextAsync(Stream.Null, cancellationToken: Token))
        {
            updates.Add(update);
        }

        Assert.Equal(2, updates.Count);
        Assert.Null(updates[0]);
        Assert.Null(await Metered().GetTextAsync(Stream.Null, cancellationToken: Token));
        Assert.Equal(2, _meter.Observer.Records.Count);
    }

    [Theory]
    [MemberData(nameof(Streamed))]
    public async Task NestedMeters_CountOnce(bool streamed)
    {
        var client = _provider.AsBuilder().UseCostMetering(_meter.Meter).ConfigureOptions(_ => { }).UseCostMetering(_meter.Meter)
            .Build();

        await TranscribeAsync(client, streamed);

        Assert.Single(_meter.Observer.Records);
        Assert.Same(_meter.Meter, client.GetService<CostMeter>());
    }

    [Theory]
    [MemberData(nameof(Streamed))]
    public async Task MeterOutsideAClientThatHidesAMeteredClient_CountsOnce(bool streamed)
    {
        var inside = Metered();
        var opaque = new TestSpeechToTextClient
        {
            Metadata = null,
            OnGetText = token => inside.GetTextAsync(Stream.Null, null, token),
            OnGetStreamingText = token => inside.GetStreamingTextAsync(Stream.Null, null, token),
        };

        await TranscribeAsync(Metered(opaque), streamed);

        Assert.Equal("openai", _meter.Record.ProviderName);
    }

    /// <summary>Returns the text of a call, streamed or not.</summary>
    private static async Task<string> TranscribeAsync(ISpeechToTextClient client, bool streamed)
    {
        using var audio = new MemoryStream([1, 2, 3]);
        return streamed
            ? (await client.GetStreamingTextAsync(audio, cancellationToken: Token).ToSpeechToTextResponseAsync(Token)).Text
            : (await client.GetTextAsync(audio, cancellationToken: Token)).Text;
    }

    private ISpeechToTextClient Metered(ISpeechToTextClient? provider = null) =>
        (provider ?? _provider).AsBuilder().UseCostMetering(_meter.Meter).Build();
}
