using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.SemanticKernel;

namespace LlmCost.AI.Tests;

public sealed class FunctionCostTests
{
    public static readonly TheoryData<bool> Streamed = [false, true];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Cost_IsTheSumOfTheCallsOfTheFunction()
    {
        await using var provider = await Provider.StartAsync(Provider.Answer);
        using var kernel = TestKernel.WithConnector(provider);
        AddPrompt(kernel, "reports", "summarize");

        var result = await kernel.Kernel.InvokeAsync("reports", "summarize", cancellationToken: Token);

        var cost = kernel.Observer.Single.Cost!.Value.Total;
        AssertCost(cost, own: cost, calls: 1, result.GetCost());
        Assert.True(cost > 0);
        Assert.Equal("reports.summarize", kernel.Observer.Single.Feature);
    }

    [Fact]
    public async Task RoundTripsOfALoop_AreCallsOfTheCallingFunction()
    {
        await using var provider = await Provider.StartAsync(Provider.ToolCall, Provider.Answer);
        using var kernel = TestKernel.WithConnector(provider).WithFunction(() => "sunny");
        AddPrompt(kernel, "reports", "summarize");

        var result = await kernel.Kernel.InvokeAsync("reports", "summarize", new(TestKernel.Auto), Token);

        Assert.Equal(2, result.GetCost()!.Calls);
        Assert.Equal(kernel.Records.Sum(record => record.Cost!.Value.Total), result.GetCost()!.TotalWithoutInner);
        Assert.All(kernel.Records, record => Assert.Equal("reports.summarize", record.Feature));
    }

    [Fact]
    public async Task NestedFunction_IsPartOfTheTotal_ButNotOfTheFunctionsOwnCost()
    {
        await using var provider = await Provider.StartAsync(Provider.ToolCall, Provider.Answer, Provider.Answer);
        FunctionResult? nested = null;
        using var kernel = TestKernel.WithConnector(provider).WithFunction(
            async (Kernel inner) => nested = await inner.InvokeAsync("reports", "detail", cancellationToken: Token));
        AddPrompt(kernel, "reports", "summarize");
        AddPrompt(kernel, "reports", "detail");

        var result = await kernel.Kernel.InvokeAsync("reports", "summarize", new(TestKernel.Auto), Token);

        Assert.Equal(
            ["reports.summarize", "reports.detail", "reports.summarize"], kernel.Records.Select(record => record.Feature));
        var costs = kernel.Records.Select(record => record.Cost!.Value.Total).ToList();
        AssertCost(costs.Sum(), own: costs[0] + costs[2], calls: 3, result.GetCost());
        AssertCost(costs[1], own: costs[1], calls: 1, nested!.GetCost());
    }

    [Fact]
    public async Task FunctionWithoutDirectCalls_HasNoCostOfItsOwn()
    {
        await using var provider = await Provider.StartAsync(Provider.Answer);
        using var kernel = TestKernel.WithConnector(provider).WithFunction(
            (Kernel inner) => inner.InvokeAsync("reports", "detail", cancellationToken: Token));
        AddPrompt(kernel, "reports", "detail");

        var cost = (await kernel.Kernel.InvokeAsync("p", "get", cancellationToken: Token)).GetCost();

        Assert.Equal(0, cost!.TotalWithoutInner);
        Assert.Equal(kernel.Observer.Single.Cost!.Value.Total, cost!.Total);
    }

    [Fact]
    public async Task ParallelFunctions_HaveSeparateCosts()
    {
        await using var provider = await Provider.StartAsync(Enumerable.Repeat(Provider.Answer, 8).ToArray());
        using var kernel = TestKernel.WithConnector(provider).WithFunction(async (Kernel inner) =>
            await Task.WhenAll(Enumerable.Range(0, 8).Select(
                i => inner.InvokeAsync("reports", i % 2 is 0 ? "even" : "odd", cancellationToken: Token))));
        AddPrompt(kernel, "reports", "even");
        AddPrompt(kernel, "reports", "odd");

        var result = await kernel.Kernel.InvokeAsync("p", "get", cancellationToken: Token);

        Assert.Equal(8, result.GetCost()!.Calls);
        Assert.All(result.GetValue<FunctionResult[]>()!, nested => Assert.Equal(1, nested.GetCost()!.Calls));
        Assert.Equal(4, kernel.Records.Count(record => record.Feature is "reports.even"));
        Assert.Equal(4, kernel.Records.Count(record => record.Feature is "reports.odd"));
    }

    [Fact]
    public async Task UnpricedCalls_AreCounted()
    {
        await using var provider = await Provider.StartAsync(
            [
                _ => Provider.Read(Provider.ToolCall, false).Replace("gpt-5.1-2025-11-13", "secret", StringComparison.Ordinal),
                s => Provider.Read(Provider.Answer, s),
            ]);
        using var kernel = new TestKernel((builder, http) =>
        {
            builder.AddOpenAIChatCompletion("secret", TestKernel.OpenAI(provider, http));
            builder.Services.AddCostMetering(Provider.IsOpenAI).AddSemanticKernel();
        }).WithFunction(() => "sunny");
        AddPrompt(kernel, "reports", "summarize");

        var cost = (await kernel.Kernel.InvokeAsync("reports", "summarize", new(TestKernel.Auto), Token)).GetCost();

        Assert.Equal(2, cost!.Calls);
        Assert.Equal(1, cost.UnpricedCalls);
        Assert.Equal(kernel.Records.Last().Cost!.Value.Total, cost!.Total);
    }

    [Fact]
    public async Task FunctionWithOnlyUnpricedCalls_HasNoCost()
    {
        await using var provider = await Provider.StartAsync(
            [_ => Provider.Read(Provider.Answer, false).Replace("gpt-5.1-2025-11-13", "secret", StringComparison.Ordinal)]);
        using var kernel = new TestKernel((builder, http) =>
        {
            builder.AddOpenAIChatCompletion("secret", TestKernel.OpenAI(provider, http));
            builder.Services.AddCostMetering(Provider.IsOpenAI).AddSemanticKernel();
        });
        AddPrompt(kernel, "reports", "summarize");

        var result = await kernel.Kernel.InvokeAsync("reports", "summarize", cancellationToken: Token);

        AssertCost(null, own: null, calls: 1, result.GetCost(), unpriced: 1);
    }

    [Fact]
    public async Task KernelWithoutMetering_ReturnsNoCost()
    {
        using var kernel = new TestKernel((_, _) => { }).WithFunction(() => "sunny");

        var result = await kernel.Kernel.InvokeAsync("p", "get", cancellationToken: Token);

        Assert.Null(result.GetCost());
    }

    [Theory]
    [MemberData(nameof(Streamed))]
    public async Task FeatureOfTheApp_IsKept(bool streamed)
    {
        await using var provider = await Provider.StartAsync(Provider.Answer);
        using var kernel = TestKernel.WithConnector(provider);
        var function = AddPrompt(kernel, "reports", "summarize");

        using (CostScope.Begin("search"))
        {
            await InvokeAsync(kernel, function, streamed);
        }

        Assert.Equal("search", kernel.Observer.Single.Feature);
    }

    [Fact]
    public async Task FeatureOfTheApp_NamedLikeAFunction_IsKeptForNestedFunctions()
    {
        await using var provider = await Provider.StartAsync(Provider.Answer);
        using var kernel = TestKernel.WithConnector(provider).WithFunction(async (Kernel inner) =>
        {
            using (CostScope.Begin("p.get"))
            {
                return await inner.InvokeAsync("reports", "detail", cancellationToken: Token);
            }
        });
        AddPrompt(kernel, "reports", "detail");

        await kernel.Kernel.InvokeAsync("p", "get", cancellationToken: Token);

        Assert.Equal("p.get", kernel.Observer.Single.Feature);
    }

    [Fact]
    public async Task TagsOfTheApp_AreKept_AndTheFunctionSetsTheFeature()
    {
        await using var provider = await Provider.StartAsync(Provider.Answer);
        using var kernel = TestKernel.WithConnector(provider);
        var function = AddPrompt(kernel, "reports", "summarize");

        using (CostScope.Begin(tags: ("team", "search")))
        {
            await InvokeAsync(kernel, function, streamed: false);
        }

        Assert.Equal("reports.summarize", kernel.Observer.Single.Feature);
        Assert.Equal([KeyValuePair.Create("team", "search")], kernel.Observer.Single.Tags);
    }

    [Theory]
    [MemberData(nameof(Streamed))]
    public async Task FeatureInTheOptionsOfACall_TakesPrecedence(bool streamed)
    {
        await using var provider = await Provider.StartAsync(Provider.Answer);
        using var kernel = new TestKernel((builder, http) =>
        {
            builder.AddOpenAIChatClient("gpt-5.1", TestKernel.OpenAI(provider, http));
            builder.Services.AddCostMetering(Provider.IsOpenAI).AddSemanticKernel();
        });
        kernel.WithFunction((Kernel inner) => Call.MakeAsync(
            inner.GetRequiredService<IChatClient>(), streamed, new ChatOptions().WithCostScope("extract")));

        var result = await kernel.Kernel.InvokeAsync("p", "get", cancellationToken: Token);

        Assert.Equal("extract", kernel.Observer.Single.Feature);
        Assert.Equal(1, result.GetCost()!.Calls);
    }

    [Theory]
    [MemberData(nameof(Streamed))]
    public async Task PromptWithoutAName_HasAFixedFeature(bool streamed)
    {
        await using var provider = await Provider.StartAsync(Provider.Answer, Provider.Answer);
        using var kernel = TestKernel.WithConnector(provider);

        await kernel.PromptAsync(streamed);
        await kernel.PromptAsync(streamed);

        Assert.Equal(
            [streamed ? "InvokePromptStreamingAsync" : "InvokePromptAsync"],
            kernel.Records.Select(record => record.Feature).Distinct());
    }

    [Fact]
    public async Task FunctionsWithoutAName_ShareAFeature()
    {
        await using var provider = await Provider.StartAsync(Provider.Answer, Provider.Answer);
        using var kernel = TestKernel.WithConnector(provider);

        await kernel.Kernel.CreateFunctionFromPrompt("What is it?").InvokeAsync(kernel.Kernel, cancellationToken: Token);
        await kernel.Kernel.CreateFunctionFromPrompt("What is it?").InvokeAsync(kernel.Kernel, cancellationToken: Token);

        Assert.Equal(["Function"], kernel.Records.Select(record => record.Feature).Distinct());
    }

    [Fact]
    public async Task StreamingFunction_HasTheCostOfItsCalls()
    {
        await using var provider = await Provider.StartAsync(Provider.ToolCall, Provider.Answer);
        using var kernel = TestKernel.WithConnector(provider).WithFunction(() => "sunny");
        var function = AddPrompt(kernel, "reports", "summarize");

        await InvokeAsync(kernel, function, streamed: true);

        Assert.Equal(["reports.summarize", "reports.summarize"], kernel.Records.Select(record => record.Feature));
    }

    [Fact]
    public async Task StreamingFunction_IsPartOfTheFunctionThatReadsItsStream()
    {
        await using var provider = await Provider.StartAsync(Provider.Answer, Provider.Answer);
        using var kernel = TestKernel.WithConnector(provider);
        var detail = AddPrompt(kernel, "reports", "detail");
        kernel.WithFunction(async (Kernel inner) =>
        {
            await foreach (var _ in detail.InvokeStreamingAsync(inner, cancellationToken: Token))
            {
                // Calls that the consumer of the stream makes between two chunks are not part of the function's cost.
                if (kernel.Records.Count is 0)
                {
                    await inner.InvokePromptAsync("Aside", cancellationToken: Token);
                }
            }
        });

        var cost = (await kernel.Kernel.InvokeAsync("p", "get", cancellationToken: Token)).GetCost();

        Assert.Equal(["InvokePromptAsync", "reports.detail"], kernel.Records.Select(record => record.Feature));
        Assert.Equal(2, cost!.Calls);
        Assert.Equal(0, cost!.TotalWithoutInner);
    }

    [Theory]
    [InlineData(typeof(string))]
    [InlineData(typeof(StreamingChatMessageContent))]
    [InlineData(typeof(StreamingKernelContent))]
    public async Task StreamingFunction_ReturnsItemsOfTheRequestedType(Type item)
    {
        await using var provider = await Provider.StartAsync(Provider.Answer);
        using var kernel = TestKernel.WithConnector(provider);
        var function = AddPrompt(kernel, "reports", "summarize");

        var items = await (item == typeof(string) ? ReadAsync<string>()
            : item == typeof(StreamingKernelContent) ? ReadAsync<StreamingKernelContent>()
            : ReadAsync<StreamingChatMessageContent>());

        Assert.Contains("Hello there.", items);
        Assert.Equal("reports.summarize", kernel.Observer.Single.Feature);

        async Task<string> ReadAsync<T>()
        {
            var text = "";
            await foreach (var chunk in function.InvokeStreamingAsync<T>(kernel.Kernel, cancellationToken: Token))
            {
                text += chunk;
            }

            return text;
        }
    }

    [Fact]
    public async Task ClientWithItsOwnMeter_IsPartOfTheFunctionToo()
    {
        await using var provider = await Provider.StartAsync(Provider.Answer);
        var options = new CostMeteringOptions();
        Provider.IsOpenAI(options);
        using var meter = new CostMeter(options);
        using var kernel = new TestKernel((builder, http) =>
        {
            builder.Services.AddSingleton(
                TestKernel.OpenAI(provider, http).GetChatClient("gpt-5.1").AsIChatClient().AsBuilder().UseCostMetering(meter)
                    .Build());
            builder.Services.AddCostMetering(Provider.IsOpenAI).AddSemanticKernel();
        });
        AddPrompt(kernel, "reports", "summarize");

        var result = await kernel.Kernel.InvokeAsync("reports", "summarize", cancellationToken: Token);

        Assert.Equal(1, result.GetCost()!.Calls);
        Assert.True(result.GetCost()!.Total > 0);
    }

    [Fact]
    public async Task FailedFunction_ThrowsTheOriginalException()
    {
        await using var provider = await Provider.StartAsync();
        using var kernel = TestKernel.WithConnector(provider)
            .WithFunction(string () => throw new InvalidOperationException("broken"));

        var failure = await Assert.ThrowsAsync<InvalidOperationException>(
            () => kernel.Kernel.InvokeAsync("p", "get", cancellationToken: Token));

        Assert.Equal("broken", failure.Message);
    }

    private static KernelFunction AddPrompt(TestKernel kernel, string plugin, string name)
    {
        var function = KernelFunctionFactory.CreateFromPrompt("What is it?", functionName: name);
        if (!kernel.Kernel.Plugins.TryGetPlugin(plugin, out var existing))
        {
            existing = kernel.Kernel.Plugins.AddFromFunctions(plugin, [function]);
            return existing[name];
        }

        var functions = existing.Append(function).ToList();
        kernel.Kernel.Plugins.Remove(existing);
        return kernel.Kernel.Plugins.AddFromFunctions(plugin, functions)[name];
    }

    private static async Task InvokeAsync(TestKernel kernel, KernelFunction function, bool streamed)
    {
        if (!streamed)
        {
            await function.InvokeAsync(kernel.Kernel, new(TestKernel.Auto), Token);
            return;
        }

        await foreach (var _ in function.InvokeStreamingAsync(kernel.Kernel, new(TestKernel.Auto), Token))
        {
        }
    }

    private static void AssertCost(decimal? cost, decimal? own, long calls, CostSummary? summary, long unpriced = 0) =>
        Assert.Equal(
            (cost, own, calls, unpriced), (summary!.Total, summary.TotalWithoutInner, summary.Calls, summary.UnpricedCalls));
}
