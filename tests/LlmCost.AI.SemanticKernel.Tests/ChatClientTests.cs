using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Testing;
using Microsoft.SemanticKernel;
using Microsoft.SemanticKernel.ChatCompletion;
using Microsoft.SemanticKernel.Connectors.OpenAI;

namespace LlmCost.AI.Tests;

public sealed class ChatClientTests
{
    public static readonly TheoryData<bool> Streamed = [false, true];

    /// <summary>A recorded function call, with the function name that chat clients use.</summary>
    private static readonly Func<bool, string> s_toolCall =
        streamed => Provider.Read(Provider.ToolCall, streamed).Replace("p-get", "p_get", StringComparison.Ordinal);

    private static readonly Func<bool, string> s_answer = streamed => Provider.Read(Provider.Answer, streamed);

    [Theory]
    [MemberData(nameof(Streamed))]
    public async Task ChatClientOfSemanticKernel_IsMeteredInsideItsLoop(bool streamed)
    {
        await using var provider = await Provider.StartAsync([s_toolCall, s_answer]);
        var logs = new FakeLogCollector();
        using var kernel = new TestKernel((builder, http) =>
        {
            builder.Services.AddLogging(logging => logging.AddProvider(new FakeLoggerProvider(logs)));
            builder.AddOpenAIChatClient("gpt-5.1", TestKernel.OpenAI(provider, http));
            builder.Services.AddCostMetering(Provider.IsOpenAI).AddSemanticKernel();
        });
        var invoked = 0;
        kernel.WithFunction(() => ++invoked);

        await kernel.PromptAsync(streamed);

        Assert.Equal(1, invoked);
        Assert.Equal([700, 2006], kernel.Inputs);
        Assert.DoesNotContain(logs.GetSnapshot(), log => log.Level >= LogLevel.Warning);
    }

    [Theory]
    [MemberData(nameof(Streamed))]
    public async Task PlainChatClient_IsMetered(bool streamed)
    {
        await using var provider = await Provider.StartAsync(Provider.Answer);
        using var kernel = new TestKernel((builder, http) =>
        {
            builder.Services.AddSingleton(TestKernel.OpenAI(provider, http).GetChatClient("gpt-5.1").AsIChatClient());
            builder.Services.AddCostMetering(Provider.IsOpenAI).AddSemanticKernel();
        });

        await kernel.PromptAsync(streamed);

        Assert.Equal(2006, kernel.Observer.Single.Usage.TotalInput);
    }

    [Theory]
    [MemberData(nameof(Streamed))]
    public async Task MeteredChatClient_CountsOnce(bool streamed)
    {
        await using var provider = await Provider.StartAsync([s_toolCall, s_answer]);
        using var kernel = new TestKernel((builder, http) =>
        {
            builder.Services.AddChatClient(TestKernel.OpenAI(provider, http).GetChatClient("gpt-5.1").AsIChatClient())
                .UseKernelFunctionInvocation()
                .UseCostMetering();
            builder.Services.AddCostMetering(Provider.IsOpenAI).AddSemanticKernel();
        }).WithFunction(() => "sunny");

        await kernel.PromptAsync(streamed);

        Assert.Equal([700, 2006], kernel.Inputs);
    }

    [Theory]
    [MemberData(nameof(Streamed))]
    public async Task MeteredChatClient_BehindARouter_CountsOnce(bool streamed)
    {
        await using var provider = await Provider.StartAsync(Provider.Answer);
        using var kernel = new TestKernel((builder, http) =>
        {
            builder.Services.AddSingleton<IChatClient>(services => new OpaqueChatClient(
                TestKernel.OpenAI(provider, http).GetChatClient("gpt-5.1").AsIChatClient().AsBuilder().UseCostMetering()
                    .Build(services)));
            builder.Services.AddCostMetering(Provider.IsOpenAI).AddSemanticKernel();
        });

        await Call.MakeAsync(kernel.Kernel.GetRequiredService<IChatClient>(), streamed);

        Assert.Equal(2006, kernel.Observer.Single.Usage.TotalInput);
    }

    [Theory]
    [MemberData(nameof(Streamed))]
    public async Task MeteredChatClient_AsChatCompletionService_CountsOnce(bool streamed)
    {
        await using var provider = await Provider.StartAsync([s_toolCall, s_answer]);
        using var kernel = new TestKernel((builder, http) =>
        {
            builder.Services.AddSingleton(services => TestKernel.OpenAI(provider, http).GetChatClient("gpt-5.1").AsIChatClient()
                .AsBuilder()
                .UseKernelFunctionInvocation()
                .UseCostMetering()
                .Build(services)
                .AsChatCompletionService());
            builder.Services.AddCostMetering(Provider.IsOpenAI).AddSemanticKernel();
        }).WithFunction(() => "sunny");

        await kernel.PromptAsync(streamed);

        Assert.Equal([700, 2006], kernel.Inputs);
    }

    [Theory]
    [MemberData(nameof(Streamed))]
    public async Task RegisteredChatClient_AsChatCompletionService_CountsOnce(bool streamed)
    {
        await using var provider = await Provider.StartAsync([s_toolCall, s_answer]);
        using var kernel = new TestKernel((builder, http) =>
        {
            builder.AddOpenAIChatClient("gpt-5.1", TestKernel.OpenAI(provider, http));
            builder.Services.AddSingleton(services => services.GetRequiredService<IChatClient>().AsChatCompletionService());
            builder.Services.AddCostMetering(Provider.IsOpenAI).AddSemanticKernel();
        }).WithFunction(() => "sunny");

        await kernel.PromptAsync(streamed);

        Assert.Equal([700, 2006], kernel.Inputs);
    }

    [Fact]
    public async Task UnmeteredLoop_AsChatCompletionService_HasOneRecordWithTheSum()
    {
        await using var provider = await Provider.StartAsync([s_toolCall, s_answer]);
        using var kernel = UnmeteredLoop(provider);

        await kernel.PromptAsync(streamed: false);

        Assert.Equal([2706], kernel.Inputs);
    }

    [Fact]
    public async Task UnmeteredLoop_AsChatCompletionService_Streamed_HasOneRecordPerRoundTrip()
    {
        await using var provider = await Provider.StartAsync([s_toolCall, s_answer]);
        using var kernel = UnmeteredLoop(provider);

        await kernel.PromptAsync(streamed: true);

        Assert.Equal([700, 2006], kernel.Inputs);
    }

    [Theory]
    [MemberData(nameof(Streamed))]
    public async Task Connector_AsChatClient_IsMeteredAsConnector(bool streamed)
    {
        await using var provider = await Provider.StartAsync(Provider.Answer);
        using var kernel = new TestKernel((builder, http) =>
        {
            builder.Services.AddSingleton(
                new OpenAIChatCompletionService("gpt-5.1", TestKernel.OpenAI(provider, http)).AsChatClient());
            builder.Services.AddCostMetering(Provider.IsOpenAI).AddSemanticKernel();
        });

        await Call.MakeAsync(kernel.Kernel.GetRequiredService<IChatClient>(), streamed);

        Assert.Equal(2006, kernel.Observer.Single.Usage.TotalInput);
        Assert.Equal(UsageSource.Reported, kernel.Observer.Single.UsageSource);
    }

    [Theory]
    [MemberData(nameof(Streamed))]
    public async Task Connector_AsChatClient_InALoop_IsMeteredAsConnector(bool streamed)
    {
        await using var provider = await Provider.StartAsync(Provider.Answer);
        using var kernel = new TestKernel((builder, http) =>
        {
            builder.Services.AddSingleton(
                new OpenAIChatCompletionService("gpt-5.1", TestKernel.OpenAI(provider, http)).AsChatClient()
                .AsBuilder()
                .UseKernelFunctionInvocation()
                .Build());
            builder.Services.AddCostMetering(Provider.IsOpenAI).AddSemanticKernel();
        });

        await Call.MakeAsync(kernel.Kernel.GetRequiredService<IChatClient>(), streamed);

        Assert.Equal(2006, kernel.Observer.Single.Usage.TotalInput);
        Assert.Equal(UsageSource.Reported, kernel.Observer.Single.UsageSource);
    }

    [Theory]
    [MemberData(nameof(Streamed))]
    public async Task MeteredConnector_AsChatClient_WithAnotherMeter_CountsOnce(bool streamed)
    {
        await using var provider = await Provider.StartAsync(Provider.Answer);
        using var kernel = TestKernel.WithConnector(provider);
        var client = kernel.Kernel.GetRequiredService<IChatCompletionService>().AsChatClient()
            .AsBuilder()
            .UseCostMetering()
            .Build(kernel.Kernel.Services);

        await Call.MakeAsync(client, streamed);

        Assert.Equal(2006, kernel.Observer.Single.Usage.TotalInput);
    }

    private static TestKernel UnmeteredLoop(Provider provider) => new TestKernel((builder, http) =>
    {
        builder.Services.AddSingleton(TestKernel.OpenAI(provider, http).GetChatClient("gpt-5.1").AsIChatClient()
            .AsBuilder()
            .UseKernelFunctionInvocation()
            .Build()
            .AsChatCompletionService());
        builder.Services.AddCostMetering(Provider.IsOpenAI).AddSemanticKernel();
    }).WithFunction(() => "sunny");

    /// <summary>A client that, like a router, does not expose the clients behind it.</summary>
    private sealed class OpaqueChatClient(IChatClient client) : DelegatingChatClient(client)
    {
        public override object? GetService(Type serviceType, object? serviceKey = null) => null;
    }
}
