using Microsoft.Extensions.DependencyInjection;
using Microsoft.SemanticKernel;
using Microsoft.SemanticKernel.ChatCompletion;

namespace LlmCost.AI.Tests;

public sealed class MessageCostTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Message_HasTheCostOfItsCall()
    {
        await using var provider = await Provider.StartAsync(Provider.Answer, Provider.Answer);
        using var kernel = TestKernel.WithConnector(provider);

        var first = await AskAsync(kernel);
        var second = await AskAsync(kernel);

        var cost = kernel.Records.First().Cost!.Value.Total;
        Assert.True(cost > 0);
        Assert.Equal((cost, cost, 1), (first.GetCost()!.Total, first.GetCost()!.TotalWithoutInner, first.GetCost()!.Calls));
        Assert.Equal(kernel.Records.First().Usage, first.GetCost()!.Usage);
        Assert.Equal(1, second.GetCost()!.Calls);
    }

    [Fact]
    public async Task MessageOfAFunctionCallingLoop_HasTheCostOfAllRoundTrips_ExceptCallsByFunctions()
    {
        await using var provider = await Provider.StartAsync(Provider.ToolCall, Provider.Answer, Provider.Answer);
        using var kernel = TestKernel.WithConnector(provider).WithFunction(
            (Kernel inner) => inner.InvokePromptAsync("Aside", cancellationToken: Token));

        var message = await AskAsync(kernel);

        var costs = kernel.Records.Select(record => record.Cost!.Value.Total).ToList();
        Assert.Equal(3, costs.Count);
        Assert.Equal((costs[0] + costs[2], 2), (message.GetCost()!.Total, message.GetCost()!.Calls));
    }

    [Fact]
    public async Task MessageWithoutAPrice_HasNoTotal_AndOneUnpricedCall()
    {
        await using var provider = await Provider.StartAsync(
            [_ => Provider.Read(Provider.Answer, false).Replace("gpt-5.1-2025-11-13", "secret", StringComparison.Ordinal)]);
        using var kernel = new TestKernel((builder, http) =>
        {
            builder.AddOpenAIChatCompletion("secret", TestKernel.OpenAI(provider, http));
            builder.Services.AddCostMetering().AddSemanticKernel();
        });

        var cost = (await AskAsync(kernel)).GetCost();

        Assert.Null(cost!.Total);
        Assert.Equal(1, cost.UnpricedCalls);
    }

    [Fact]
    public async Task MessageOfAnUnmeteredService_HasNoCost()
    {
        await using var provider = await Provider.StartAsync(Provider.Answer);
        using var kernel = new TestKernel((builder, http) =>
            builder.AddOpenAIChatCompletion("gpt-5.1", TestKernel.OpenAI(provider, http)));

        Assert.Null((await AskAsync(kernel)).GetCost());
    }

    [Fact]
    public void NullMessage_IsRejected() => Assert.Throws<ArgumentNullException>(() => ((ChatMessageContent)null!).GetCost());

    private static Task<ChatMessageContent> AskAsync(TestKernel kernel) =>
        kernel.Kernel.GetRequiredService<IChatCompletionService>()
            .GetChatMessageContentAsync(new ChatHistory("What is it?"), TestKernel.Auto, kernel.Kernel, Token);
}
