using System.Diagnostics;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Caching.Distributed;
using Microsoft.Extensions.Caching.Memory;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace LlmCost.AI.Tests;

public sealed class CostMeteringEmbeddingGeneratorTests : IDisposable
{
    private readonly TestMeter _meter = new();
    private readonly TestEmbeddingGenerator _provider = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _meter.Dispose();

    [Fact]
    public async Task OpenAI_IsPricedByItsReportedTokens()
    {
        await using var server = await WireServer.StartAsync("openai-embeddings.json");
        using var cost = _meter.Collect<double>("llmcost.usage.cost");
        using var generator = WireClients.OpenAI(server.Address).GetEmbeddingClient("text-embedding-3-small")
            .AsIEmbeddingGenerator()
            .AsBuilder().UseCostMetering(_meter.Meter, metering => metering.ProviderName = "openai").Build();

        var embeddings = await generator.GenerateAsync(["hi"], cancellationToken: Token);

        Assert.Equal([0.1f, 0.2f], Assert.Single(embeddings).Vector.ToArray());
        var record = _meter.Record;
        Assert.Equal("embeddings", record.OperationName);
        Assert.Equal("openai", record.ProviderName);
        Assert.Equal("text-embedding-3-small", record.RequestModel);
        Assert.Equal("text-embedding-3-small", record.ResponseModel);
        Assert.Equal(new TokenUsage { Input = 8 }, record.Usage);
        Assert.Equal(UsageSource.Reported, record.UsageSource);
        Assert.Equal(new CostBreakdown { Input = 8 * 0.02m / 1_000_000 }, record.Cost);
        var point = Assert.Single(cost.GetMeasurementSnapshot());
        Assert.Equal((double)(8 * 0.02m / 1_000_000), point.Value);
        Assert.Equal("embeddings", point.Tags["gen_ai.operation.name"]);
    }

    [Fact]
    public async Task Ollama_IsFree_AndNotUnknown()
    {
        await using var server = await WireServer.StartAsync("ollama-embed.json");
        using var client = new OllamaSharp.OllamaApiClient(server.Address, "all-minilm");
        using var generator = ((IEmbeddingGenerator<string, Embedding<float>>)client).AsBuilder().UseCostMetering(_meter.Meter)
            .Build();

        await generator.GenerateAsync(["hi"], cancellationToken: Token);

        Assert.Equal("ollama", _meter.Record.ProviderName);
        Assert.Equal(new TokenUsage { Input = 8 }, _meter.Record.Usage);
        Assert.Equal(0, _meter.Record.Cost?.Total);
        Assert.Equal(UnpricedReason.None, _meter.Record.UnpricedReason);
    }

    [Fact]
    public async Task Call_IsAttributedByItsScopeAndTagsItsSpan()
    {
        using var source = new ActivitySource(Guid.NewGuid().ToString());
        using var listener = new ActivityListener
        {
            ShouldListenTo = candidate => candidate == source,
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllData,
        };
        ActivitySource.AddActivityListener(listener);
        using var span = source.StartActivity("embeddings text-embedding-3-small");
        span!.SetTag("gen_ai.operation.name", "embeddings");

        using (CostScope.Begin(feature: "index", ("team", "search")))
        {
            await Metered().GenerateAsync(["hi"], cancellationToken: Token);
        }

        Assert.Equal("index", _meter.Record.Feature);
        Assert.Equal([KeyValuePair.Create("team", "search")], _meter.Record.Tags);
        Assert.Equal(0.00002, span.GetTagItem("gen_ai.usage.cost.amount"));
        Assert.Equal("index", span.GetTagItem("llmcost.feature"));
    }

    [Fact]
    public async Task ModelOfTheOptions_IsTheRequestedModel()
    {
        _provider.OnGenerate = _ => Task.FromResult(TestEmbeddingGenerator.Embeddings(model: null));

        await Metered().GenerateAsync(["hi"], new EmbeddingGenerationOptions { ModelId = "text-embedding-3-large" }, Token);

        Assert.Equal("text-embedding-3-large", _meter.Record.RequestModel);
        Assert.Null(_meter.Record.ResponseModel);
        Assert.Equal(1_000 * 0.13m / 1_000_000, _meter.Record.Cost?.Total);
    }

    [Fact]
    public async Task MissingUsage_IsUnknownAndNotFree()
    {
        _provider.OnGenerate = _ => Task.FromResult(TestEmbeddingGenerator.Embeddings(tokens: null));

        await Metered().GenerateAsync(["hi"], cancellationToken: Token);

        Assert.Null(_meter.Record.Cost);
        Assert.Equal(UsageSource.Missing, _meter.Record.UsageSource);
        Assert.Equal(UnpricedReason.MissingUsage, _meter.Record.UnpricedReason);
    }

    [Fact]
    public async Task EmptyAndMissingAnswers_PassThrough()
    {
        var answers = new Queue<GeneratedEmbeddings<Embedding<float>>?>([[], null]);
        _provider.OnGenerate = _ => Task.FromResult(answers.Dequeue()!);
        var generator = Metered();

        Assert.Empty(await generator.GenerateAsync([], cancellationToken: Token));
        Assert.Null(await generator.GenerateAsync([], cancellationToken: Token));

        Assert.All(_meter.Observer.Records, record => Assert.Equal(UsageSource.Missing, record.UsageSource));
        Assert.Equal(2, _meter.Observer.Records.Count);
    }

    [Fact]
    public async Task Failure_IsThrownToTheCaller_AndRecorded()
    {
        var failure = new IOException();
        _provider.OnGenerate = _ => throw failure;

        Assert.Same(
            failure, await Assert.ThrowsAsync<IOException>(() => Metered().GenerateAsync(["hi"], cancellationToken: Token)));

        Assert.Equal(CallOutcome.Failed, _meter.Record.Outcome);
        Assert.Equal("System.IO.IOException", _meter.Record.ErrorType);
        Assert.Equal(UnpricedReason.None, _meter.Record.UnpricedReason);
    }

    [Fact]
    public async Task Cancellation_IsRecordedAsCanceled()
    {
        using var cancellation = new CancellationTokenSource();
        _provider.OnGenerate = async token =>
        {
            await cancellation.CancelAsync();
            token.ThrowIfCancellationRequested();
            return [];
        };

        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => Metered().GenerateAsync(["hi"], cancellationToken: cancellation.Token));

        Assert.Equal(CallOutcome.Canceled, _meter.Record.Outcome);
    }

    [Fact]
    public async Task NestedMeters_CountOnce()
    {
        var generator = Builder().UseCostMetering(_meter.Meter).ConfigureOptions(_ => { }).UseCostMetering(_meter.Meter).Build();

        await generator.GenerateAsync(["hi"], cancellationToken: Token);

        Assert.Single(_meter.Observer.Records);
        Assert.Same(_meter.Meter, generator.GetService<CostMeter>());
    }

    [Fact]
    public async Task MeterOutsideAGeneratorThatHidesAMeteredGenerator_CountsOnce()
    {
        var inside = Metered();
        var opaque = new TestEmbeddingGenerator
        {
            Metadata = null,
            OnGenerate = token => inside.GenerateAsync(["hi"], null, token),
        };

        await opaque.AsBuilder().UseCostMetering(_meter.Meter).Build().GenerateAsync(["hi"], cancellationToken: Token);

        Assert.Equal("openai", _meter.Record.ProviderName);
    }

    /// <summary>
    /// A router embeds each question to select a chat client. This results in two billed calls: an embedding and a chat.
    /// </summary>
    [Fact]
    public async Task EmbeddingWithinAChatCall_DoesNotHideTheChatCall()
    {
        var generator = Metered();
        var router = new TestChatClient
        {
            Metadata = null,
            OnGetResponse = async (_, _, token) =>
            {
                await generator.GenerateAsync(["Which?"], cancellationToken: token);
                return TestChatClient.Response();
            },
        };

        await _meter.Client(router).GetResponseAsync("Which?", cancellationToken: Token);

        Assert.Equal(["embeddings", "chat"], _meter.Observer.Records.Select(record => record.OperationName));
    }

    [Fact]
    public async Task CacheAroundTheMeter_BillsOnlyCallsOfTheProvider()
    {
        var generator = Builder().UseDistributedCache(Cache()).UseCostMetering(_meter.Meter).Build();

        await generator.GenerateAsync(["hi"], cancellationToken: Token);
        await generator.GenerateAsync(["hi"], cancellationToken: Token);

        Assert.Single(_meter.Observer.Records);
        Assert.DoesNotContain(_meter.Logs.GetSnapshot(), log => log.Level is LogLevel.Warning);
    }

    [Fact]
    public void CacheInsideTheMeter_IsLoggedAsAWarning()
    {
        _ = Builder().UseCostMetering(_meter.Meter).UseDistributedCache(Cache()).Build();

        var warning = Assert.Single(_meter.Logs.GetSnapshot(), log => log.Level is LogLevel.Warning);
        Assert.Contains("builder.UseDistributedCache().UseCostMetering()", warning.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Configure_SetsTheProviderBehindAGateway()
    {
        var generator = Builder().UseCostMetering(_meter.Meter, metering => metering.ProviderName = "azure.ai.openai").Build();

        await generator.GenerateAsync(["hi"], cancellationToken: Token);

        Assert.Equal("azure.ai.openai", _meter.Record.ProviderName);
    }

    [Fact]
    public async Task WithoutAMeter_TheMeterOfTheServicesRecords()
    {
        await using var services = new ServiceCollection().AddSingleton(_meter.Meter).BuildServiceProvider();

        await Builder().UseCostMetering().Build(services).GenerateAsync(["hi"], cancellationToken: Token);

        Assert.Single(_meter.Observer.Records);
    }

    private static MemoryDistributedCache Cache() => new(Options.Create(new MemoryDistributedCacheOptions()));

    private EmbeddingGeneratorBuilder<string, Embedding<float>> Builder() => _provider.AsBuilder();

    private IEmbeddingGenerator<string, Embedding<float>> Metered() => Builder().UseCostMetering(_meter.Meter).Build();
}
