using Microsoft.Extensions.AI;

namespace LlmCost.AI.Tests;

public sealed class CostMeteringTextToSpeechClientTests : IDisposable
{
    /// <summary>A text of seven characters, the last of which has two UTF-16 code units.</summary>
    private const string Text = "Hallo \U0001F44B";

    private readonly TestMeter _meter = new(options => options.ProviderHosts["127.0.0.1"] = "openai");
    private readonly TestTextToSpeechClient _provider = new();

    public static TheoryData<bool> Streamed => Call.Streamed;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _meter.Dispose();

    [Fact]
    public async Task OpenAI_Streamed_IsPricedByItsReportedTokens()
    {
        await using var server = await WireServer.StartAsync("openai-speech.sse");
        using var tokens = _meter.Collect<long>("llmcost.usage.tokens");
        using var client = Metered(WireClients.OpenAI(server.Address).GetAudioClient("gpt-4o-mini-tts").AsITextToSpeechClient());

        await SpeakAsync(client, streamed: true);

        var record = _meter.Record;
        Assert.Equal("generate_content", record.OperationName);
        Assert.Equal("openai", record.ProviderName);
        Assert.Equal("gpt-4o-mini-tts", record.RequestModel);
        Assert.Equal(new TokenUsage { Input = 14, OutputAudio = 101 }, record.Usage);
        Assert.Equal(UsageSource.Reported, record.UsageSource);
        Assert.Empty(record.Quantities);
        Assert.Equal((14 * 0.6m + 101 * 12m) / 1_000_000, record.Cost?.Total);
        Assert.Equal(
            ["input", "output_audio"],
            tokens.GetMeasurementSnapshot().Select(point => (string?)point.Tags["llmcost.token.class"]));
    }

    /// <summary>OpenAI does not report tokens for responses that are not streamed.</summary>
    [Fact]
    public async Task OpenAI_BilledPerToken_NotStreamed_IsUnknownAndNotFree()
    {
        await using var server = await StartAudioAsync();
        using var client = Metered(WireClients.OpenAI(server.Address).GetAudioClient("gpt-4o-mini-tts").AsITextToSpeechClient());

        await SpeakAsync(client, streamed: false);

        Assert.Null(_meter.Record.Cost);
        Assert.Equal(UnpricedReason.MissingUsage, _meter.Record.UnpricedReason);
        Assert.Equal([new BillableQuantity { Unit = BillableUnit.Character, Quantity = 7 }], _meter.Record.Quantities);
    }

    [Fact]
    public async Task OpenAI_BilledPerCharacter_IsPricedByTheText()
    {
        await using var server = await StartAudioAsync();
        using var client = Metered(WireClients.OpenAI(server.Address).GetAudioClient("tts-1-hd").AsITextToSpeechClient());

        await SpeakAsync(client, streamed: false);

        Assert.Equal([new BillableQuantity { Unit = BillableUnit.Character, Quantity = 7 }], _meter.Record.Quantities);
        Assert.Equal(UsageSource.Requested, _meter.Record.UsageSource);
        Assert.Equal(new CostBreakdown { Fee = 7 * 30m / 1_000_000 }, _meter.Record.Cost);
    }

    [Theory]
    [MemberData(nameof(Streamed))]
    public async Task BilledPerCharacter_IsPricedByTheText(bool streamed)
    {
        using var cost = _meter.Collect<double>("llmcost.usage.cost");

        await SpeakAsync(Metered(), streamed);

        Assert.Equal(7 * 15m / 1_000_000, _meter.Record.Cost?.Total);
        var point = Assert.Single(cost.GetMeasurementSnapshot());
        Assert.Equal("fee", point.Tags["llmcost.token.class"]);
        Assert.Equal("requested", point.Tags["llmcost.usage.source"]);
    }

    [Fact]
    public async Task BilledPerCharacter_AbandonedStream_IsBilledInFull()
    {
        await foreach (var _ in Metered().GetStreamingAudioAsync(Text, cancellationToken: Token))
        {
            break;
        }

        Assert.Equal(CallOutcome.Abandoned, _meter.Record.Outcome);
        Assert.Equal(7 * 15m / 1_000_000, _meter.Record.Cost?.Total);
    }

    [Theory]
    [InlineData(0, false)]
    [InlineData(1, true)]
    public async Task BilledPerCharacter_BrokenStream_IsBilledAfterTheFirstAudio(int updates, bool isPaid)
    {
        var failure = new IOException();
        _provider.OnGetStreamingAudio = _ => TestTextToSpeechClient.Stream(failure, updates);

        Assert.Same(failure, await Assert.ThrowsAsync<IOException>(() => SpeakAsync(Metered(), streamed: true)));

        Assert.Equal(CallOutcome.Failed, _meter.Record.Outcome);
        Assert.Equal(isPaid, _meter.Record.Cost is not null);
        Assert.Equal(UnpricedReason.None, _meter.Record.UnpricedReason);
    }

    [Theory]
    [MemberData(nameof(Streamed))]
    public async Task UnknownModel_IsUnpricedForThisReason(bool streamed)
    {
        _provider.Metadata = new("openai", null, "brand-new");

        await SpeakAsync(Metered(), streamed);

        Assert.Null(_meter.Record.Cost);
        Assert.Equal(UnpricedReason.UnknownModel, _meter.Record.UnpricedReason);
    }

    [Theory]
    [MemberData(nameof(Streamed))]
    public async Task FreeModel_IsFreeInAnyUnit(bool streamed)
    {
        _provider.Metadata = new("ollama", null, "orpheus");

        await SpeakAsync(Metered(), streamed);

        Assert.Equal(0, _meter.Record.Cost?.Total);
    }

    [Theory]
    [MemberData(nameof(Streamed))]
    public async Task Cancellation_IsRecordedAsCanceled(bool streamed)
    {
        using var cancellation = new CancellationTokenSource();
        await cancellation.CancelAsync();
        _provider.OnGetAudio = token => Task.FromCanceled<TextToSpeechResponse>(token);
        _provider.OnGetStreamingAudio = token => TestTextToSpeechClient.Stream(new OperationCanceledException(token), updates: 0);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => SpeakAsync(Metered(), streamed, cancellation.Token));

        Assert.Equal(CallOutcome.Canceled, _meter.Record.Outcome);
        Assert.Null(_meter.Record.Cost);
    }

    [Theory]
    [MemberData(nameof(Streamed))]
    public async Task NestedMeters_CountOnce(bool streamed)
    {
        var client = _provider.AsBuilder().UseCostMetering(_meter.Meter).ConfigureOptions(_ => { }).UseCostMetering(_meter.Meter)
            .Build();

        await SpeakAsync(client, streamed);

        Assert.Single(_meter.Observer.Records);
        Assert.Same(_meter.Meter, client.GetService<CostMeter>());
    }

    [Theory]
    [MemberData(nameof(Streamed))]
    public async Task MeterOutsideAClientThatHidesAMeteredClient_CountsOnce(bool streamed)
    {
        var inside = Metered();
        var opaque = new TestTextToSpeechClient
        {
            Metadata = null,
            OnGetAudio = token => inside.GetAudioAsync(Text, null, token),
            OnGetStreamingAudio = token => inside.GetStreamingAudioAsync(Text, null, token),
        };

        await SpeakAsync(Metered(opaque), streamed);

        Assert.Equal("openai", _meter.Record.ProviderName);
    }

    private static Task<WireServer> StartAudioAsync() => WireServer.StartAsync(async context =>
    {
        context.Response.ContentType = "audio/mpeg";
        await context.Response.Body.WriteAsync(new byte[] { 1, 2, 3 });
    });

    private static async Task SpeakAsync(ITextToSpeechClient client, bool streamed, CancellationToken? cancellationToken = null)
    {
        var token = cancellationToken ?? Token;
        var response = streamed
            ? await client.GetStreamingAudioAsync(Text, cancellationToken: token).ToTextToSpeechResponseAsync(Token)
            : await client.GetAudioAsync(Text, cancellationToken: token);
        Assert.NotEmpty(response.Contents);
    }

    private ITextToSpeechClient Metered(ITextToSpeechClient? provider = null) =>
        (provider ?? _provider).AsBuilder().UseCostMetering(_meter.Meter).Build();
}
