using LlmCost.AI.Testing;
using Microsoft.Extensions.AI;
using Quickstart;

namespace LlmCost.AI.EndToEnd;

/// <summary>The cost of the Quickstart's features, tested as users test their own apps.</summary>
public sealed class QuickstartBlogTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task EachFeature_HasTheCostOfItsModel_StreamedOrNot(bool streaming)
    {
        using var costs = new CostCollector();
        using var client = new FakeChatClient("openai", "gpt-5.1")
            .Answer("# Honey", input: 400, output: 1_200)
            .Answer("Bees make honey.", input: 1_300, output: 60)
            .Answer("bees, honey", input: 1_300, output: 20)
            .AsBuilder().UseCostMetering(costs.Meter).Build();
        var blog = new BlogApp(streaming);

        var post = await blog.GenerateContentAsync(client, "Honey", Token);
        await blog.SummarizeAsync(client, post, Token);
        await blog.ExtractKeywordsAsync(client, post, Token);

        Assert.Equal(
            """
            chat openai/gpt-5.1, feature generate_content
              input 400 × 1.25 / 1000000 = 0.0005 USD
              output 1200 × 10 / 1000000 = 0.012 USD
              = 0.0125 USD

            chat openai/gpt-5.1, feature summarize
              input 1300 × 1.25 / 1000000 = 0.001625 USD
              output 60 × 10 / 1000000 = 0.0006 USD
              = 0.002225 USD

            chat openai/gpt-5.1, feature extract_keywords
              input 1300 × 1.25 / 1000000 = 0.001625 USD
              output 20 × 10 / 1000000 = 0.0002 USD
              = 0.001825 USD

            """.ReplaceLineEndings("\n"),
            costs.ToSnapshot());
        costs.ShouldStayBelow(0.02m);
        costs.Records[0].ShouldCost(0.0125m);
    }
}
