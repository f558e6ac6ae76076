using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.SemanticKernel;
using Microsoft.SemanticKernel.ChatCompletion;
using Microsoft.SemanticKernel.Connectors.AzureOpenAI;
using Microsoft.SemanticKernel.Connectors.OpenAI;

namespace LlmCost.AI.Tests;

/// <summary>Tests how budgets change the requests that Semantic Kernel's own connectors send.</summary>
public sealed class BudgetWireTests
{
    public enum Settings
    {
        None,
        Untyped,
        OpenAI,
        AzureOpenAI,
    }

    public static TheoryData<bool, bool, Settings, int?, int> Maximums
    {
        get
        {
            TheoryData<bool, bool, Settings, int?, int> data = [];
            foreach (var isAzure in new[] { false, true })
            {
                foreach (var streamed in new[] { false, true })
                {
                    // The last two values are the caller's maximum of output tokens and the maximum that is sent.
                    data.Add(isAzure, streamed, Settings.None, null, 2_000);
                    foreach (var settings in new[] { Settings.Untyped, Settings.OpenAI, Settings.AzureOpenAI })
                    {
                        data.Add(isAzure, streamed, settings, null, 2_000);
                        data.Add(isAzure, streamed, settings, 5_000, 2_000);
                        data.Add(isAzure, streamed, settings, 1_500, 1_500);
                    }
                }
            }

            return data;
        }
    }

    public static TheoryData<bool, bool> AzureAndStreamed => new()
    {
        { false, false }, { false, true }, { true, false }, { true, true },
    };

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [MemberData(nameof(Maximums))]
    public async Task MaximumOfAStrictBudget_IsSentToTheProvider(
        bool isAzure, bool streamed, Settings type, int? maximum, int sent)
    {
        await using var provider = await Provider.StartAsync(Provider.Answer);
        using var kernel = Kernel(provider, isAzure, budget => budget.OutputTokens(2_000).Strict());
        var settings = Create(type, maximum);
        settings?.Freeze();
        var before = JsonSerializer.Serialize<object?>(settings);

        await CallAsync(kernel, streamed, settings);

        Assert.Equal(sent, SentMaximum(provider));
        Assert.Equal(before, JsonSerializer.Serialize<object?>(settings));
    }

    /// <summary>
    /// Reasoning models on Azure reject the older parameter name, which Semantic Kernel's connector sends by default.
    /// </summary>
    [Fact]
    public async Task MaximumAddedToAzureSettings_HasTheNameThatAllModelsAccept()
    {
        await using var provider = await Provider.StartAsync(Provider.Answer);
        using var kernel = Kernel(provider, isAzure: true, budget => budget.OutputTokens(2_000).Strict());

        await CallAsync(kernel, streamed: false, new AzureOpenAIPromptExecutionSettings());

        Assert.Equal(2_000, (int?)JsonNode.Parse(provider.LastRequest!)!["max_completion_tokens"]);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Maximum_IsUnchangedWithoutAStrictBudget(bool isAzure)
    {
        await using var provider = await Provider.StartAsync(Provider.Answer, Provider.Answer);
        using var kernel = Kernel(provider, isAzure, budget => budget.OutputTokens(6_000));

        await CallAsync(kernel, streamed: false, new OpenAIPromptExecutionSettings { MaxTokens = 5_000 });
        Assert.Equal(5_000, SentMaximum(provider));

        await CallAsync(kernel, streamed: false, settings: null);
        Assert.Null(SentMaximum(provider));
    }

    [Theory]
    [MemberData(nameof(AzureAndStreamed))]
    public async Task EachRoundOfALoop_GetsTheRemainingTokens(bool isAzure, bool streamed)
    {
        List<int?> sent = [];
        await using var provider = await Provider.StartAsync([Answer(Provider.ToolCall), Answer(Provider.Answer)]);
        using var kernel = Kernel(provider, isAzure, budget => budget.OutputTokens(2_000).Strict())
            .WithFunction(() => sent.Add(SentMaximum(provider)));

        await kernel.PromptAsync(streamed);

        // The first response has used 30 output tokens of the maximum.
        Assert.Equal([2_000, 1_970], [.. sent, SentMaximum(provider)]);
    }

    [Theory]
    [MemberData(nameof(AzureAndStreamed))]
    public async Task RunNearItsLimit_GetsNoMoreFunctions(bool isAzure, bool streamed)
    {
        foreach (var settings in new PromptExecutionSettings[]
        {
            TestKernel.Auto,
            new OpenAIPromptExecutionSettings { FunctionChoiceBehavior = FunctionChoiceBehavior.Auto() },
            new OpenAIPromptExecutionSettings { ToolCallBehavior = ToolCallBehavior.AutoInvokeKernelFunctions },
        })
        {
            List<string?> choices = [];
            await using var provider = await Provider.StartAsync(Provider.ToolCall, Provider.Answer);
            using var kernel = Kernel(provider, isAzure, budget => budget.Requests(4).PerRun().WrapUpAt(50))
                .WithFunction(() => choices.Add(SentToolChoice(provider)));
            using var run = CostBudget.BeginRun(usd: 100);
            kernel.Kernel.Plugins.AddFromFunctions("other", [KernelFunctionFactory.CreateFromMethod(() => "", "get")]);

            await kernel.PromptAsync(streamed, settings);

            Assert.Equal(["auto", "none"], [.. choices, SentToolChoice(provider)]);
            Assert.Equal(2, JsonNode.Parse(provider.LastRequest!)!["tools"]!.AsArray().Count);
        }
    }

    [Theory]
    [MemberData(nameof(AzureAndStreamed))]
    public async Task FunctionDefinitions_ArePartOfTheInput(bool isAzure, bool streamed)
    {
        await using var provider = await Provider.StartAsync(Provider.Answer, Provider.Answer);
        using var kernel = Kernel(provider, isAzure, budget => budget.InputTokens(1_000));
        kernel.Kernel.Plugins.AddFromFunctions(
            "p", [KernelFunctionFactory.CreateFromMethod(() => "", "get", description: new string('x', 4_000))]);
        kernel.Kernel.Plugins.AddFromFunctions("other", [KernelFunctionFactory.CreateFromMethod(() => "", "get")]);

        foreach (var settings in new PromptExecutionSettings[]
        {
            TestKernel.Auto,
            new OpenAIPromptExecutionSettings { ToolCallBehavior = ToolCallBehavior.EnableKernelFunctions },
        })
        {
            var refusal = await Assert.ThrowsAsync<BudgetExceededException>(() => kernel.PromptAsync(streamed, settings));
            Assert.Equal(BudgetExceededReason.TooLarge, refusal.Reason);
            Assert.InRange(refusal.Requested, 2_000, 2_400);
        }

        await kernel.PromptAsync(
            streamed,
            new() { FunctionChoiceBehavior = FunctionChoiceBehavior.Auto(kernel.Kernel.Plugins["other"]) });
        Assert.Equal(1, provider.Requests);
    }

    private static Func<bool, string> Answer(string body) => streamed => Provider.Read(body, streamed);

    private static TestKernel Kernel(Provider provider, bool isAzure, Action<BudgetBuilder> budget) => new((builder, http) =>
    {
        if (isAzure)
        {
            builder.AddAzureOpenAIChatCompletion("gpt-5.1", provider.Address.AbsoluteUri, "none", httpClient: http);
        }
        else
        {
            builder.AddOpenAIChatCompletion("gpt-5.1", provider.Address, "none", httpClient: http);
        }

        builder.Services.AddCostMetering(Provider.IsOpenAI).AddSemanticKernel()
            .AddBudgets(budgets => budgets.Add("all", budget));
    });

    private static PromptExecutionSettings? Create(Settings type, int? maximum) => type switch
    {
        Settings.None => null,
        Settings.Untyped => new PromptExecutionSettings
        {
            ExtensionData = maximum is { } tokens ? new Dictionary<string, object> { ["max_tokens"] = tokens } : null,
        },
        Settings.OpenAI => new OpenAIPromptExecutionSettings { MaxTokens = maximum, Temperature = 0.5 },
        _ => new AzureOpenAIPromptExecutionSettings { MaxTokens = maximum, Temperature = 0.5 },
    };

    private static async Task CallAsync(TestKernel kernel, bool streamed, PromptExecutionSettings? settings)
    {
        var service = kernel.Kernel.GetRequiredService<IChatCompletionService>();
        var history = new ChatHistory("Hi");
        if (!streamed)
        {
            await service.GetChatMessageContentAsync(history, settings, kernel.Kernel, Token);
            return;
        }

        await foreach (var _ in service.GetStreamingChatMessageContentsAsync(history, settings, kernel.Kernel, Token))
        {
        }
    }

    private static int? SentMaximum(Provider provider)
    {
        var request = JsonNode.Parse(provider.LastRequest!)!;
        return (int?)(request["max_completion_tokens"] ?? request["max_tokens"]);
    }

    private static string? SentToolChoice(Provider provider) => (string?)JsonNode.Parse(provider.LastRequest!)!["tool_choice"];
}
