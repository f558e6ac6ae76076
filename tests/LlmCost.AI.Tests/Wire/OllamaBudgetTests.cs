using Microsoft.Extensions.AI;
using OllamaSharp;
using OllamaSharp.Models;
using OllamaSharp.Models.Chat;

namespace LlmCost.AI.Tests;

/// <summary>Tests how budgets change the requests of Ollama's client.</summary>
public sealed class OllamaBudgetTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static TheoryData<int?, int?, int> Maximums => BudgetWire.Maximums;

    [Theory]
    [MemberData(nameof(Maximums))]
    public async Task MaximumOfAStrictBudget_IsSentToTheProvider(int? maximum, int? rawMaximum, int sent)
    {
        await using var wire = await BudgetWire.StartAsync(
            "ollama-chat.json", "ollama", budget => budget.OutputTokens(2_000).Strict());
        using var client = wire.Meter(new OllamaApiClient(wire.Address, "llama3.2"));
        var options = new ChatOptions { MaxOutputTokens = maximum };
        if (rawMaximum is not null)
        {
            options.RawRepresentationFactory =
                _ => new ChatRequest { Options = new RequestOptions { NumPredict = rawMaximum } };
        }

        await client.GetResponseAsync("Hi", options, Token);

        Assert.Equal(sent, (int?)wire.Request["options"]?["num_predict"]);
        Assert.Equal(maximum, options.MaxOutputTokens);
    }
}
