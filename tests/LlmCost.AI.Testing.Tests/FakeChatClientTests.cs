using LlmCost.AI.Testing;
using Microsoft.Extensions.AI;

namespace LlmCost.AI.Tests;

public sealed class FakeChatClientTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Answers_AreReturnedInOrder_AndTheLastOneRepeats()
    {
        using var client = new FakeChatClient("openai", "gpt-5.1").Answer("One.").Answer("Two.");

        var texts = new List<string>();
        for (var i = 0; i < 3; i++)
        {
            texts.Add((await client.GetResponseAsync("Count.", cancellationToken: Token)).Text);
        }

        Assert.Equal(["One.", "Two.", "Two."], texts);
        Assert.Equal(3, client.Requests);
    }

    [Fact]
    public async Task Stream_DeliversTheWords_AndTheUsageAtTheEnd()
    {
        using var client = new FakeChatClient("openai", "gpt-5.1").Answer("Bees make honey.", input: 1_200, output: 300);

        var updates = await client.GetStreamingResponseAsync("What do bees make?", cancellationToken: Token).ToListAsync(Token);

        Assert.Equal(["Bees ", "make ", "honey.", ""], updates.Select(update => update.Text));
        Assert.Equal(1_500, updates.ToChatResponse().Usage?.TotalTokenCount);
    }

    [Fact]
    public async Task BrokenStream_DeliversItsText_AndThenThrows()
    {
        using var client = new FakeChatClient("openai", "gpt-5.1").Fail(new HttpRequestException("Reset."), "Bees make");
        var text = "";

        var failure = await Assert.ThrowsAsync<HttpRequestException>(async () =>
        {
            await foreach (var update in client.GetStreamingResponseAsync("What do bees make?", cancellationToken: Token))
            {
                text += update.Text;
            }
        });

        Assert.Equal(("Bees make", "Reset."), (text, failure.Message));
    }

    [Fact]
    public async Task StreamedCall_CostsTheSame()
    {
        using var costs = new CostCollector();
        using var client = new FakeChatClient("openai", "gpt-5.1").Answer("Bees make honey.", input: 1_200, output: 300)
            .AsBuilder().UseCostMetering(costs.Meter).Build();

        await client.GetStreamingResponseAsync("What do bees make?", cancellationToken: Token).ToListAsync(Token);

        costs.ShouldCost(0.0045m);
    }

    [Fact]
    public async Task ModelOfTheRequest_IsTheModelOfTheAnswer()
    {
        using var client = new FakeChatClient("openai", "gpt-5.1").Answer("Honey.");

        var response = await client.GetResponseAsync("?", new ChatOptions { ModelId = "gpt-5-mini" }, Token);

        Assert.Equal("gpt-5-mini", response.ModelId);
    }

    [Fact]
    public async Task ClientWithoutAnswers_Throws_AndNamesTheMethodToCall()
    {
        using var client = new FakeChatClient("openai", "gpt-5.1");

        var failure = await Assert.ThrowsAsync<InvalidOperationException>(
            async () => await client.GetResponseAsync("?", cancellationToken: Token));

        Assert.Contains("Answer()", failure.Message, StringComparison.Ordinal);
    }
}
