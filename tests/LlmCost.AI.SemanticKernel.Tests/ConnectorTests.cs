using System.ClientModel;
using System.ClientModel.Primitives;
using Azure.AI.OpenAI;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using Microsoft.SemanticKernel;
using Microsoft.SemanticKernel.ChatCompletion;
using Microsoft.SemanticKernel.TextGeneration;
using OpenAI.Chat;

namespace LlmCost.AI.Tests;

public sealed class ConnectorTests
{
    public static readonly TheoryData<bool> Streamed = [false, true];

    public static readonly TheoryData<bool, bool> StreamedAndConcurrent = new()
    {
        { false, false }, { false, true }, { true, false }, { true, true },
    };

    [Theory]
    [MemberData(nameof(Streamed))]
    public async Task Prompt_IsOneRecordWithAllTokenClasses(bool streamed)
    {
        await using var provider = await Provider.StartAsync(Provider.Answer);
        using var kernel = TestKernel.WithConnector(provider);

        await kernel.PromptAsync(streamed);

        var record = kernel.Observer.Single;
        Assert.Equal("openai", record.ProviderName);
        Assert.Equal("gpt-5.1", record.RequestModel);
        Assert.Equal("gpt-5.1-2025-11-13", record.ResponseModel);
        Assert.Equal("chatcmpl-fx1", record.ResponseId);
        Assert.Equal(streamed, record.IsStreaming);
        Assert.Equal(UsageSource.Reported, record.UsageSource);
        Assert.Equal(CallOutcome.Completed, record.Outcome);
        Assert.Equal(2006, record.Usage.TotalInput);
        Assert.Equal(1920, record.Usage.InputCacheRead);
        Assert.Equal(7, record.Usage.InputAudio);
        Assert.Equal(192, record.Usage.OutputReasoning);
        Assert.Equal(5, record.Usage.OutputAudio);
        Assert.NotNull(record.Cost);
    }

    [Theory]
    [MemberData(nameof(Streamed))]
    public async Task LoopOfFunctionCalls_HasOneRecordPerRoundTrip(bool streamed)
    {
        await using var provider = await Provider.StartAsync(Provider.ToolCall, Provider.Answer);
        using var kernel = TestKernel.WithConnector(provider).WithFunction(() => "sunny");

        await kernel.PromptAsync(streamed);

        Assert.Equal(2, provider.Requests);
        Assert.Equal([700, 2006], kernel.Inputs);
        Assert.Equal(["chatcmpl-fx8", "chatcmpl-fx1"], kernel.Records.Select(record => record.ResponseId));
        Assert.All(kernel.Records, record => Assert.Equal(CallOutcome.Completed, record.Outcome));
    }

    [Theory]
    [MemberData(nameof(Streamed))]
    public async Task LoopOfFunctionCalls_HasTheCostOfItsRoundTrips(bool streamed)
    {
        await using var provider = await Provider.StartAsync(
            Provider.ToolCall, Provider.Answer, Provider.ToolCall, Provider.Answer);
        using var client = new TestKernel((builder, http) =>
        {
            builder.Services.AddSingleton(TestKernel.OpenAI(provider, http).GetChatClient("gpt-5.1").AsIChatClient());
            builder.Services.AddCostMetering(Provider.IsOpenAI).AddSemanticKernel().AddOpenAIUsage();
        });
        using var kernel = TestKernel
            .WithConnector(provider, builder => builder.Services.AddCostMetering(Provider.IsOpenAI).AddOpenAIUsage())
            .WithFunction(() => "sunny");

        await Call.MakeAsync(client.Kernel.GetRequiredService<IChatClient>(), streamed);
        await Call.MakeAsync(client.Kernel.GetRequiredService<IChatClient>(), streamed);
        await kernel.PromptAsync(streamed);

        Assert.Equal(client.Records.Select(record => record.Usage), kernel.Records.Select(record => record.Usage));
        Assert.Equal(client.Records.Select(record => record.Cost), kernel.Records.Select(record => record.Cost));
    }

    [Theory]
    [MemberData(nameof(StreamedAndConcurrent))]
    public async Task SeveralFunctionsOfOneAnswer_AreOneRoundTrip(bool streamed, bool concurrent)
    {
        await using var provider = await Provider.StartAsync(
            [_ => Provider.TwoToolCalls(streamed), _ => Provider.Read(Provider.Answer, streamed)]);
        var invoked = 0;
        using var kernel = TestKernel.WithConnector(provider).WithFunction(() => Interlocked.Increment(ref invoked));

        await kernel.PromptAsync(streamed, new()
        {
            FunctionChoiceBehavior = FunctionChoiceBehavior.Auto(options: new() { AllowConcurrentInvocation = concurrent }),
        });

        Assert.Equal(2, invoked);
        Assert.Equal([700, 2006], kernel.Inputs);
    }

    [Theory]
    [MemberData(nameof(Streamed))]
    public async Task UnknownFunction_IsARoundTripToo(bool streamed)
    {
        await using var provider = await Provider.StartAsync(Provider.ToolCall, Provider.Answer);
        using var kernel = TestKernel.WithConnector(provider);
        kernel.Kernel.Plugins.AddFromFunctions("other", [KernelFunctionFactory.CreateFromMethod(() => "sunny", "get")]);

        await kernel.PromptAsync(streamed);

        Assert.Equal([700, 2006], kernel.Inputs);
    }

    [Theory]
    [MemberData(nameof(Streamed))]
    public async Task FailedFunction_IsARoundTripToo(bool streamed)
    {
        await using var provider = await Provider.StartAsync(Provider.ToolCall, Provider.Answer);
        using var kernel = TestKernel.WithConnector(provider).WithFunction(string () => throw new InvalidOperationException());

        await kernel.PromptAsync(streamed);

        Assert.Equal([700, 2006], kernel.Inputs);
    }

    [Theory]
    [MemberData(nameof(Streamed))]
    public async Task TimeInTheFunction_IsNotPartOfARoundTrip(bool streamed)
    {
        await using var provider = await Provider.StartAsync(Provider.ToolCall, Provider.Answer);
        var time = new FakeTimeProvider();
        using var kernel = TestKernel.WithConnector(provider, builder => builder.Services.AddSingleton<TimeProvider>(time))
            .WithFunction(() => time.Advance(TimeSpan.FromHours(1)));

        await kernel.PromptAsync(streamed);

        Assert.All(kernel.Records, record => Assert.Equal(TimeSpan.Zero, record.Duration));
        Assert.Equal(TimeSpan.FromHours(1), kernel.Records.Last().Timestamp - kernel.Records.First().Timestamp);
    }

    [Theory]
    [MemberData(nameof(Streamed))]
    public async Task Readers_ReceiveTheRawResponseOfTheProvider(bool streamed)
    {
        await using var provider = await Provider.StartAsync(Provider.ToolCall, Provider.Answer);
        using var kernel = TestKernel.WithConnector(
            provider, builder => builder.Services.AddSingleton<IUsageReader>(new TierReader()))
            .WithFunction(() => "sunny");

        await kernel.PromptAsync(streamed);

        Assert.Equal(["default", "priority"], kernel.Records.Select(record => record.ServiceTier));
    }

    [Theory]
    [MemberData(nameof(Streamed))]
    public async Task FailedObserver_DoesNotFailTheCall(bool streamed)
    {
        await using var provider = await Provider.StartAsync(Provider.ToolCall, Provider.Answer);
        using var kernel = TestKernel.WithConnector(
            provider, builder => builder.Services.AddSingleton<ICostObserver>(new FailingObserver()))
            .WithFunction(() => "sunny");

        await kernel.PromptAsync(streamed);

        Assert.Equal([700, 2006], kernel.Inputs);
    }

    [Fact]
    public async Task Cancellation_IsRecordedAsCanceled()
    {
        using var cancellation = new CancellationTokenSource();
        await using var provider = await Provider.StartAsync([_ =>
        {
            cancellation.Cancel();
            return "";
        }]);
        using var kernel = TestKernel.WithConnector(provider);
        var service = kernel.Kernel.GetRequiredService<IChatCompletionService>();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => service.GetChatMessageContentsAsync(new ChatHistory("What is it?"), cancellationToken: cancellation.Token));

        Assert.Equal(CallOutcome.Canceled, kernel.Observer.Single.Outcome);
    }

    [Theory]
    [MemberData(nameof(Streamed))]
    public async Task FilterThatEndsTheLoop_KeepsEarlierRoundTrips(bool streamed)
    {
        await using var provider = await Provider.StartAsync(Provider.ToolCall, Provider.Answer);
        using var kernel = TestKernel.WithConnector(provider).WithFunction(() => "sunny");
        kernel.Kernel.AutoFunctionInvocationFilters.Add(new EndLoop());

        await kernel.PromptAsync(streamed);

        Assert.Equal(1, provider.Requests);
        Assert.Equal([700], kernel.Inputs);
    }

    [Theory]
    [MemberData(nameof(Streamed))]
    public async Task FilterThatEndsTheLoopOfTextGeneration_KeepsEarlierRoundTrips(bool streamed)
    {
        await using var provider = await Provider.StartAsync(Provider.ToolCall, Provider.Answer);
        using var kernel = TestKernel.WithConnector(provider).WithFunction(() => "sunny");
        kernel.Kernel.AutoFunctionInvocationFilters.Add(new EndLoop());

        await GenerateTextAsync(kernel, streamed);

        Assert.Equal([700], kernel.Inputs);
    }

    [Theory]
    [MemberData(nameof(Streamed))]
    public async Task FilterThatBypassesTheMetersFilter_HasNoEffect(bool streamed)
    {
        await using var provider = await Provider.StartAsync(Provider.ToolCall, Provider.Answer);
        using var kernel = TestKernel.WithConnector(provider).WithFunction(() => "sunny");
        kernel.Kernel.AutoFunctionInvocationFilters.Insert(0, new Replace());

        await kernel.PromptAsync(streamed);

        Assert.Equal([700, 2006], kernel.Inputs);
    }

    [Theory]
    [MemberData(nameof(Streamed))]
    public async Task FailedRoundTrip_KeepsEarlierRoundTrips(bool streamed)
    {
        await using var provider = await Provider.StartAsync(Provider.ToolCall);
        using var kernel = new TestKernel((builder, http) =>
        {
            builder.AddOpenAIChatCompletion("gpt-5.1", TestKernel.OpenAI(provider, http));
            builder.Services.AddCostMetering(Provider.IsOpenAI).AddSemanticKernel();
        }).WithFunction(() => "sunny");

        await Assert.ThrowsAnyAsync<Exception>(() => kernel.PromptAsync(streamed));

        Assert.Equal([700, 0], kernel.Inputs);
        Assert.Equal([CallOutcome.Completed, CallOutcome.Failed], kernel.Records.Select(record => record.Outcome));
        Assert.Equal(UnpricedReason.None, kernel.Records.Last().UnpricedReason);
    }

    [Fact]
    public async Task AbandonedStream_IsRecordedAsAbandoned()
    {
        await using var provider = await Provider.StartAsync(Provider.Answer);
        using var kernel = TestKernel.WithConnector(provider);
        var service = kernel.Kernel.GetRequiredService<IChatCompletionService>();

        await foreach (var _ in service.GetStreamingChatMessageContentsAsync(
            new ChatHistory("What is it?"), cancellationToken: TestContext.Current.CancellationToken))
        {
            break;
        }

        Assert.Equal(CallOutcome.Abandoned, kernel.Observer.Single.Outcome);
    }

    [Theory]
    [MemberData(nameof(Streamed))]
    public async Task FunctionThatCallsTheModel_IsPartOfNeitherRoundTrip(bool streamed)
    {
        await using var provider = await Provider.StartAsync(Provider.ToolCall, Provider.Answer, Provider.Answer);
        using var kernel = TestKernel.WithConnector(provider).WithFunction(
            (Kernel inner) => inner.InvokePromptAsync("And now?", cancellationToken: TestContext.Current.CancellationToken));

        await kernel.PromptAsync(streamed);

        Assert.Equal([700, 2006, 2006], kernel.Inputs);
    }

    [Theory]
    [MemberData(nameof(Streamed))]
    public async Task NestedLoop_HasOneRecordPerRoundTrip(bool streamed)
    {
        Func<bool, string> inner = s => Provider.Read(Provider.ToolCall, s)
            .Replace("p-get", "p_detail", StringComparison.Ordinal);
        Func<bool, string> outer = s => Provider.Read(Provider.ToolCall, s);
        Func<bool, string> answer = s => Provider.Read(Provider.Answer, s);
        await using var provider = await Provider.StartAsync([outer, inner, answer, answer]);
        using var kernel = new TestKernel((builder, http) =>
        {
            builder.AddOpenAIChatCompletion("gpt-5.1", TestKernel.OpenAI(provider, http), serviceId: "outer");
            builder.AddOpenAIChatClient("gpt-5-mini", TestKernel.OpenAI(provider, http), serviceId: "inner");
            builder.Services.AddCostMetering(Provider.IsOpenAI).AddSemanticKernel();
        });
        var details = 0;
        kernel.Kernel.Plugins.AddFromFunctions("p",
        [
            KernelFunctionFactory.CreateFromMethod(() => ++details, "detail"),
            KernelFunctionFactory.CreateFromMethod(
                (Kernel kernel) => kernel.InvokePromptAsync(
                    "And now?", new(Auto("inner")), cancellationToken: TestContext.Current.CancellationToken),
                "get"),
        ]);

        await kernel.PromptAsync(streamed, Auto("outer"));

        Assert.Equal(1, details);
        Assert.Equal([700, 700, 2006, 2006], kernel.Inputs);
        Assert.Equal(["gpt-5.1", "gpt-5-mini", "gpt-5-mini", "gpt-5.1"], kernel.Records.Select(record => record.RequestModel));

        static PromptExecutionSettings Auto(string service) =>
            new() { ServiceId = service, FunctionChoiceBehavior = FunctionChoiceBehavior.Auto() };
    }

    [Theory]
    [MemberData(nameof(Streamed))]
    public async Task DirectCallsOfTheService_AreMetered(bool streamed)
    {
        await using var provider = await Provider.StartAsync(Provider.Answer);
        using var kernel = TestKernel.WithConnector(provider);
        var service = kernel.Kernel.GetRequiredService<IChatCompletionService>();
        var history = new ChatHistory("What is it?");

        if (streamed)
        {
            await foreach (var _ in service.GetStreamingChatMessageContentsAsync(
                history, cancellationToken: TestContext.Current.CancellationToken))
            {
            }
        }
        else
        {
            await service.GetChatMessageContentAsync(history, cancellationToken: TestContext.Current.CancellationToken);
        }

        Assert.Equal(2006, kernel.Observer.Single.Usage.TotalInput);
    }

    [Theory]
    [MemberData(nameof(Streamed))]
    public async Task TextGeneration_HasOneRecordPerRoundTrip(bool streamed)
    {
        await using var provider = await Provider.StartAsync(Provider.ToolCall, Provider.Answer);
        using var kernel = TestKernel.WithConnector(provider).WithFunction(() => "sunny");
        await GenerateTextAsync(kernel, streamed);

        Assert.Equal([700, 2006], kernel.Inputs);
        Assert.All(kernel.Records, record => Assert.Equal("text_completion", record.OperationName));
    }

    [Theory]
    [MemberData(nameof(Streamed))]
    public async Task Azure_IsRecognizedByItsConnector(bool streamed)
    {
        await using var provider = await Provider.StartAsync("azure-openai-chat");
        using var kernel = new TestKernel((builder, http) =>
        {
            var options = new AzureOpenAIClientOptions
            {
                RetryPolicy = new ClientRetryPolicy(0),
                Transport = new HttpClientPipelineTransport(http),
            };
            builder.AddAzureOpenAIChatCompletion(
                "prod-chat", new AzureOpenAIClient(provider.Address, new ApiKeyCredential("none"), options));
            builder.Services.AddCostMetering(options => options.ProviderHosts["127.0.0.1"] = "azure").AddSemanticKernel();
        });

        await kernel.PromptAsync(streamed);

        var record = kernel.Observer.Single;
        Assert.Equal("azure.ai.openai", record.ProviderName);
        Assert.Equal("prod-chat", record.RequestModel);
        Assert.StartsWith("gpt-", record.ResponseModel, StringComparison.Ordinal);
        Assert.Equal(UsageSource.Reported, record.UsageSource);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Endpoint_DeterminesTheProvider(bool ofItsOwnClient)
    {
        await using var provider = await Provider.StartAsync(Provider.Answer);
        using var kernel = new TestKernel((builder, http) =>
        {
            _ = ofItsOwnClient
                ? builder.AddOpenAIChatCompletion("gpt-5.1", TestKernel.OpenAI(provider, http))
                : builder.AddOpenAIChatCompletion("gpt-5.1", provider.Address, "none", httpClient: http);
            builder.Services.AddCostMetering(options => options.ProviderHosts["127.0.0.1"] = "groq").AddSemanticKernel();
        });

        await kernel.PromptAsync(streamed: false);

        Assert.Equal("groq", kernel.Observer.Single.ProviderName);
    }

    private static async Task GenerateTextAsync(TestKernel kernel, bool streamed)
    {
        var service = kernel.Kernel.GetRequiredService<ITextGenerationService>();
        var token = TestContext.Current.CancellationToken;

        if (streamed)
        {
            await foreach (var _ in service.GetStreamingTextContentsAsync("What is it?", TestKernel.Auto, kernel.Kernel, token))
            {
            }
        }
        else
        {
            await service.GetTextContentAsync("What is it?", TestKernel.Auto, kernel.Kernel, token);
        }
    }

    private sealed class TierReader : IUsageReader
    {
        public bool TryRead(object rawRepresentation, string? providerName, out UsageReading reading)
        {
            var tier = (rawRepresentation as ChatCompletion)?.ServiceTier
                ?? (rawRepresentation as StreamingChatCompletionUpdate)?.ServiceTier;
            reading = new UsageReading { ServiceTier = tier?.ToString() };
            return tier is not null;
        }
    }

    private sealed class FailingObserver : ICostObserver
    {
        public void OnRecorded(CostRecord record) => throw new InvalidOperationException();
    }

    private sealed class EndLoop : IAutoFunctionInvocationFilter
    {
        public async Task OnAutoFunctionInvocationAsync(
            AutoFunctionInvocationContext context, Func<AutoFunctionInvocationContext, Task> next)
        {
            await next(context);
            context.Terminate = true;
        }
    }

    private sealed class Replace : IAutoFunctionInvocationFilter
    {
        public Task OnAutoFunctionInvocationAsync(
            AutoFunctionInvocationContext context, Func<AutoFunctionInvocationContext, Task> next)
        {
            context.Result = new FunctionResult(context.Result, "rainy");
            return Task.CompletedTask;
        }
    }
}
