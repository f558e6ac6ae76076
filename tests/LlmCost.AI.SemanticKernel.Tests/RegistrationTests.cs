using Microsoft.Extensions.AI;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Testing;
using Microsoft.SemanticKernel;
using Microsoft.SemanticKernel.ChatCompletion;
using Microsoft.SemanticKernel.Services;

namespace LlmCost.AI.Tests;

public sealed class RegistrationTests
{
    [Fact]
    public async Task AddingTwice_CountsOnce()
    {
        await using var provider = await Provider.StartAsync(Provider.ToolCall, Provider.Answer);
        using var kernel = TestKernel
            .WithConnector(provider, builder => builder.Services.AddCostMetering(Provider.IsOpenAI).AddSemanticKernel())
            .WithFunction(() => "sunny");

        await kernel.PromptAsync(streamed: false);

        Assert.Equal([700, 2006], kernel.Inputs);
        Assert.Single(kernel.Kernel.FunctionInvocationFilters);
        Assert.Single(kernel.Kernel.AutoFunctionInvocationFilters);
    }

    [Fact]
    public async Task AddingAgain_MetersServicesAddedSince()
    {
        await using var provider = await Provider.StartAsync(Provider.Answer);
        using var kernel = new TestKernel((builder, http) =>
        {
            builder.Services.AddCostMetering(Provider.IsOpenAI).AddSemanticKernel();
            builder.AddOpenAIChatCompletion("gpt-5.1", TestKernel.OpenAI(provider, http));
            builder.Services.AddCostMetering(Provider.IsOpenAI).AddSemanticKernel();
        });

        await kernel.PromptAsync(streamed: false);

        Assert.Single(kernel.Records);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task AddingBeforeTheConnector_MetersIt(bool streamed)
    {
        await using var provider = await Provider.StartAsync(Provider.ToolCall, Provider.Answer);
        using var kernel = new TestKernel((builder, http) =>
        {
            builder.Services.AddCostMetering(Provider.IsOpenAI).AddSemanticKernel();
            builder.AddOpenAIChatCompletion("gpt-5.1", TestKernel.OpenAI(provider, http));
        }).WithFunction(() => "sunny");

        await kernel.PromptAsync(streamed);

        Assert.Equal([700, 2006], kernel.Inputs);
    }

    [Fact]
    public async Task AddingBeforeTheConnector_FunctionsAndMessagesHaveACost()
    {
        await using var provider = await Provider.StartAsync(Provider.Answer, Provider.Answer);
        using var kernel = new TestKernel((builder, http) =>
        {
            builder.Services.AddCostMetering(Provider.IsOpenAI).AddSemanticKernel();
            builder.AddOpenAIChatCompletion("gpt-5.1", TestKernel.OpenAI(provider, http), serviceId: "large");
        });

        var result = await kernel.Kernel.InvokePromptAsync(
            "What is it?", cancellationToken: TestContext.Current.CancellationToken);
        var message = await kernel.Kernel.GetRequiredService<IChatCompletionService>("large")
            .GetChatMessageContentAsync("Hi?", cancellationToken: TestContext.Current.CancellationToken);

        Assert.Equal((1, 1), (result.GetCost()?.Calls, message.GetCost()?.Calls));
        Assert.True(result.GetCost()?.Total > 0);
    }

    [Fact]
    public async Task AddingBeforeTheConnector_InAHostThatValidates_MetersIt()
    {
        await using var provider = await Provider.StartAsync(Provider.Answer, Provider.Answer);
        using var http = new HttpClient(new SocketsHttpHandler { UseProxy = false });
        var observer = new RecordingObserver();
        var collection = new ServiceCollection().AddSingleton<ICostObserver>(observer);
        collection.AddCostMetering(Provider.IsOpenAI).AddSemanticKernel();
        collection.AddKernel().AddOpenAIChatCompletion("gpt-5.1", TestKernel.OpenAI(provider, http));
        await using var services = collection.BuildServiceProvider(
            new ServiceProviderOptions { ValidateOnBuild = true, ValidateScopes = true });

        await services.GetRequiredService<IChatCompletionService>()
            .GetChatMessageContentAsync("Hi?", cancellationToken: TestContext.Current.CancellationToken);
        await services.GetRequiredService<Kernel>()
            .InvokePromptAsync("What is it?", cancellationToken: TestContext.Current.CancellationToken);

        Assert.Equal(2, observer.Records.Count);
    }

    [Fact]
    public async Task AddingBeforeServicesOfEachKind_MetersThem_AndTheContainerDisposesOfThoseThatItCreated()
    {
        var made = new DisposableChatClient();
        var given = new DisposableChatClient();
        var collection = new ServiceCollection();
        collection.AddCostMetering(Provider.IsOpenAI).AddSemanticKernel();
        collection
            .AddSingleton<IChatClient>(_ => made)
            .AddSingleton<IChatClient, DisposableChatClient>()
            .AddKeyedSingleton<IChatClient>("given", given)
            .AddKeyedTransient<IChatClient, DisposableChatClient>("each");
        var services = collection.BuildServiceProvider();
        var clients = services.GetServices<IChatClient>()
            .Append(services.GetRequiredKeyedService<IChatClient>("given"))
            .Append(services.GetRequiredKeyedService<IChatClient>("each"))
            .ToList();
        var typed = clients[1].GetService<DisposableChatClient>()!;

        await services.DisposeAsync();

        Assert.Equal(4, clients.Count);
        Assert.All(clients, client => Assert.NotNull(client.GetService<CostMeteringChatClient>()));
        Assert.Equal((1, 1, 0), (made.Disposals, typed.Disposals, given.Disposals));
    }

    [Fact]
    public async Task ServicesOfUnmeteredKinds_AreLoggedOnce_AndTheirFunctionsHaveNoCost()
    {
        await using var provider = await Provider.StartAsync(Provider.Answer);
        var logs = new FakeLogCollector();
        using var kernel = new TestKernel((builder, http) =>
        {
            builder.Services.AddLogging(logging => logging.AddProvider(new FakeLoggerProvider(logs)));
            builder.Services.AddCostMetering(Provider.IsOpenAI).AddSemanticKernel();
            builder.AddOpenAIChatCompletion("gpt-5.1", TestKernel.OpenAI(provider, http));
            builder.Services.AddSingleton<IOtherService>(new OtherService());
        }).WithFunction(() => "sunny");

        var drawn = await kernel.Kernel.InvokeAsync("p", "get", cancellationToken: TestContext.Current.CancellationToken);
        var prompted = await kernel.Kernel.InvokePromptAsync(
            "What is it?", cancellationToken: TestContext.Current.CancellationToken);

        Assert.Null(drawn.GetCost());
        Assert.Equal(1, prompted.GetCost()?.Calls);
        var warning = Assert.Single(logs.GetSnapshot(), log => log.Level is LogLevel.Warning);
        Assert.StartsWith("Calls of IOtherService are not metered.", warning.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ServicesWithKeys_AreMetered()
    {
        await using var provider = await Provider.StartAsync(Provider.Answer, Provider.Answer);
        using var kernel = new TestKernel((builder, http) =>
        {
            builder.AddOpenAIChatCompletion("gpt-5.1", TestKernel.OpenAI(provider, http), serviceId: "large");
            builder.AddOpenAIChatClient("gpt-5-mini", TestKernel.OpenAI(provider, http), serviceId: "small");
            builder.Services.AddCostMetering(Provider.IsOpenAI).AddSemanticKernel();
        });

        await kernel.PromptAsync(streamed: false, new() { ServiceId = "large" });
        await kernel.PromptAsync(streamed: false, new() { ServiceId = "small" });

        Assert.Equal(["gpt-5.1", "gpt-5-mini"], kernel.Records.Select(record => record.RequestModel));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task ReaderOfOpenAIsRawResponses_ReadsThoseOfTheConnectorToo(bool streamed)
    {
        await using var provider = await Provider.StartAsync(Provider.Answer);
        using var kernel = TestKernel.WithConnector(
            provider, builder => builder.Services.AddCostMetering(Provider.IsOpenAI).AddOpenAIUsage());

        await kernel.PromptAsync(streamed);

        var record = kernel.Observer.Single;
        Assert.Equal(("priority", 64, 2306), (record.ServiceTier, record.Usage.InputCacheWrite, record.Usage.Total));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("vectors")]
    public async Task EmbeddingGenerators_AreMeteredOnce(string? serviceId)
    {
        await using var provider = await Provider.StartAsync("openai-embeddings");
        using var kernel = new TestKernel((builder, http) =>
        {
            builder.AddOpenAIEmbeddingGenerator(
                "text-embedding-3-small", TestKernel.OpenAI(provider, http), serviceId: serviceId);
            builder.Services.AddCostMetering(Provider.IsOpenAI).AddSemanticKernel();
            builder.Services.AddCostMetering(Provider.IsOpenAI).AddSemanticKernel();
        });

        await kernel.Kernel.GetRequiredService<IEmbeddingGenerator<string, Embedding<float>>>(serviceId)
            .GenerateAsync(["hi"], cancellationToken: TestContext.Current.CancellationToken);

        var record = kernel.Observer.Single;
        Assert.Equal(("embeddings", 8, 8 * 0.02m / 1_000_000), (record.OperationName, record.Usage.Input, record.Cost?.Total));
    }

    [Fact]
    public async Task MeteredEmbeddingGenerator_IsNotCountedTwice()
    {
        await using var provider = await Provider.StartAsync("openai-embeddings");
        using var kernel = new TestKernel((builder, http) =>
        {
            builder.Services.AddEmbeddingGenerator(
                TestKernel.OpenAI(provider, http).GetEmbeddingClient("text-embedding-3-small").AsIEmbeddingGenerator())
                .UseCostMetering();
            builder.Services.AddCostMetering(Provider.IsOpenAI).AddSemanticKernel();
        });

        await kernel.Kernel.GetRequiredService<IEmbeddingGenerator<string, Embedding<float>>>()
            .GenerateAsync(["hi"], cancellationToken: TestContext.Current.CancellationToken);

        Assert.Single(kernel.Records);
    }

    [Fact]
    public async Task AllServicesOfAKernel_AreMetered()
    {
        await using var provider = await Provider.StartAsync();
        using var kernel = new TestKernel((builder, http) =>
        {
            builder.AddOpenAIChatCompletion("gpt-5.1", TestKernel.OpenAI(provider, http), serviceId: "large");
            builder.AddOpenAIChatCompletion("gpt-5-mini", TestKernel.OpenAI(provider, http));
            builder.Services.AddCostMetering(Provider.IsOpenAI).AddSemanticKernel();
        });

        var services = kernel.Kernel.GetAllServices<IChatCompletionService>().ToList();

        Assert.Equal(2, services.Count);
        Assert.All(services, service => Assert.IsType<CostMeteringChatCompletionService>(service));
        Assert.Equal(["gpt-5-mini", "gpt-5.1"], services.Select(service => service.Attributes["ModelId"]).Order());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task ServiceUnderASecondKey_CountsOnce(bool streamed)
    {
        await using var provider = await Provider.StartAsync(Provider.ToolCall, Provider.Answer);
        using var kernel = new TestKernel((builder, http) =>
        {
            builder.AddOpenAIChatCompletion("gpt-5.1", TestKernel.OpenAI(provider, http), serviceId: "large");
            builder.Services.AddKeyedSingleton(
                "best", (services, _) => services.GetRequiredKeyedService<IChatCompletionService>("large"));
            builder.Services.AddCostMetering(Provider.IsOpenAI).AddSemanticKernel();
        }).WithFunction(() => "sunny");

        await kernel.PromptAsync(streamed, Auto("best"));

        Assert.Equal([700, 2006], kernel.Inputs);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task ServiceOfTheApp_AroundARegisteredService_CountsOnce(bool streamed)
    {
        await using var provider = await Provider.StartAsync(Provider.ToolCall, Provider.Answer);
        using var kernel = new TestKernel((builder, http) =>
        {
            builder.AddOpenAIChatCompletion("gpt-5.1", TestKernel.OpenAI(provider, http), serviceId: "large");
            builder.Services.AddKeyedSingleton<IChatCompletionService>(
                "logged", (services, _) => new Passing(services.GetRequiredKeyedService<IChatCompletionService>("large")));
            builder.Services.AddCostMetering(Provider.IsOpenAI).AddSemanticKernel();
        }).WithFunction(() => "sunny");

        await kernel.PromptAsync(streamed, Auto("logged"));

        Assert.Equal([700, 2006], kernel.Inputs);
        Assert.All(kernel.Records, record => Assert.Equal("openai", record.ProviderName));
    }

    [Fact]
    public async Task Services_OfAHost_AreMetered()
    {
        await using var provider = await Provider.StartAsync(Provider.Answer);
        using var http = new HttpClient(new SocketsHttpHandler { UseProxy = false });
        var observer = new RecordingObserver();
        await using var services = new ServiceCollection()
            .AddSingleton<ICostObserver>(observer)
            .AddOpenAIChatCompletion("gpt-5.1", TestKernel.OpenAI(provider, http))
            .AddTransient<Kernel>(services => new Kernel(services))
            .AddCostMetering(Provider.IsOpenAI).AddSemanticKernel().Services
            .BuildServiceProvider(new ServiceProviderOptions { ValidateOnBuild = true, ValidateScopes = true });

        await services.GetRequiredService<Kernel>()
            .InvokePromptAsync("What is it?", cancellationToken: TestContext.Current.CancellationToken);

        Assert.Equal(2006, observer.Single.Usage.TotalInput);
    }

    [Fact]
    public async Task Kernels_OfAHost_HaveItsConfiguration()
    {
        await using var provider = await Provider.StartAsync(Provider.Answer);
        using var http = new HttpClient(new SocketsHttpHandler { UseProxy = false });
        var observer = new RecordingObserver();
        var host = Host.CreateEmptyApplicationBuilder(null);
        host.Configuration.AddInMemoryCollection([KeyValuePair.Create("LlmCost:Discounts:openai", (string?)"1")]);
        host.Services.AddSingleton<ICostObserver>(observer);
        host.Services.AddKernel().AddOpenAIChatCompletion("gpt-5.1", TestKernel.OpenAI(provider, http));
        host.Services.AddCostMetering(Provider.IsOpenAI).AddSemanticKernel();
        using var app = host.Build();

        await app.Services.GetRequiredService<Kernel>()
            .InvokePromptAsync("What is it?", cancellationToken: TestContext.Current.CancellationToken);

        Assert.Equal(0, observer.Single.Cost!.Value.Total);
        Assert.True(observer.Single.ListCost > 0);
    }

    [Fact]
    public async Task Container_DisposesOnlyOfTheServicesThatItCreated()
    {
        var made = new DisposableChatClient();
        var given = new DisposableChatClient();
        var services = new ServiceCollection()
            .AddSingleton<IChatClient>(_ => made)
            .AddKeyedSingleton<IChatClient>("given", given)
            .AddCostMetering(Provider.IsOpenAI).AddSemanticKernel().Services
            .BuildServiceProvider();
        services.GetRequiredService<IChatClient>();
        services.GetRequiredKeyedService<IChatClient>("given");

        await services.DisposeAsync();

        Assert.Equal(1, made.Disposals);
        Assert.Equal(0, given.Disposals);
    }

    [Fact]
    public async Task ServiceForAnyKey_IsMeteredForEachKey()
    {
        await using var services = new ServiceCollection()
            .AddKeyedSingleton<IChatClient>(KeyedService.AnyKey, (_, _) => new DisposableChatClient())
            .AddCostMetering(Provider.IsOpenAI).AddSemanticKernel().Services
            .BuildServiceProvider();

        var client = services.GetRequiredKeyedService<IChatClient>("one");

        Assert.NotNull(client.GetService<CostMeteringChatClient>());
        Assert.NotSame(client, services.GetRequiredKeyedService<IChatClient>("two"));
    }

    [Fact]
    public void Null_IsRejected()
    {
        Assert.Throws<ArgumentNullException>(() => SemanticKernelCostMeteringBuilderExtensions.AddSemanticKernel(null!));
        Assert.Throws<ArgumentNullException>(() => FunctionResultCostExtensions.GetCost(null!));
    }

    private static PromptExecutionSettings Auto(string service) =>
        new() { ServiceId = service, FunctionChoiceBehavior = FunctionChoiceBehavior.Auto() };

    /// <summary>A service of the app that forwards all calls to an inner service.</summary>
    private sealed class Passing(IChatCompletionService inner) : IChatCompletionService
    {
        public IReadOnlyDictionary<string, object?> Attributes => inner.Attributes;

        public Task<IReadOnlyList<ChatMessageContent>> GetChatMessageContentsAsync(
            ChatHistory chatHistory,
            PromptExecutionSettings? executionSettings = null,
            Kernel? kernel = null,
            CancellationToken cancellationToken = default) =>
            inner.GetChatMessageContentsAsync(chatHistory, executionSettings, kernel, cancellationToken);

        public IAsyncEnumerable<StreamingChatMessageContent> GetStreamingChatMessageContentsAsync(
            ChatHistory chatHistory,
            PromptExecutionSettings? executionSettings = null,
            Kernel? kernel = null,
            CancellationToken cancellationToken = default) =>
            inner.GetStreamingChatMessageContentsAsync(chatHistory, executionSettings, kernel, cancellationToken);
    }

    /// <summary>A service that calls models through an interface that is not metered.</summary>
    private interface IOtherService : IAIService;

    private sealed class OtherService : IOtherService
    {
        public IReadOnlyDictionary<string, object?> Attributes => new Dictionary<string, object?>();
    }

    private sealed class DisposableChatClient : IChatClient
    {
        public int Disposals { get; private set; }

        public Task<ChatResponse> GetResponseAsync(
            IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default) =>
            throw new NotSupportedException();

        public IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
            IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default) =>
            throw new NotSupportedException();

        public object? GetService(Type serviceType, object? serviceKey = null) =>
            serviceType.IsInstanceOfType(this) ? this : null;

        public void Dispose() => Disposals++;
    }
}
