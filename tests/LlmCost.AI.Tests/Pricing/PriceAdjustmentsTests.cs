namespace LlmCost.AI.Tests;

public sealed class PriceAdjustmentsTests
{
    private static readonly PriceAdjustments s_factors = new(
        [KeyValuePair.Create("OpenAI", 0.2m)],
        [
            new() { Provider = "openai", Model = "GPT-4o", ServiceTier = "Flex", Factor = 0.1m },
            new() { Provider = "openai", Model = "gpt-4o", Factor = 0.3m },
            new() { Provider = "openai", ServiceTier = "flex", Factor = 0.5m },
            new() { Provider = "aws", Factor = 1.05m },
            new() { Provider = "groq" },
        ]);

    [Theory]
    [InlineData("openai", "gpt-4o", "flex", 0.1)]
    [InlineData("openai", "GPT-4o", "FLEX", 0.1)]
    [InlineData("openai", "gpt-4o", "priority", 0.3)]
    [InlineData("openai", "gpt-4o", null, 0.3)]
    [InlineData("openai", "gpt-5", "flex", 0.5)]
    [InlineData("openai", "gpt-5", null, 0.8)]
    [InlineData("openai", "gpt-5", "priority", 0.8)]
    [InlineData("aws.bedrock", "nova", null, 1.05)]
    [InlineData("groq", "llama", null, 1)]
    [InlineData("anthropic", "claude", null, 1)]
    [InlineData(null, "gpt-4o", null, 1)]
    public void Of_SeveralThatHold_IsTheMostExact(string? provider, string model, string? tier, double factor) =>
        Assert.Equal((decimal)factor, s_factors.Of(provider, model, tier));

    [Fact]
    public void Of_NothingNegotiated_IsOne() => Assert.Equal(1, new PriceAdjustments([], []).Of("openai", "gpt-4o", null));

    [Fact]
    public void Of_DiscountAndAdjustmentOfAProvider_IsTheAdjustment() => Assert.Equal(
        0.9m, new PriceAdjustments([KeyValuePair.Create("openai", 0.2m)], [new() { Provider = "openai", Factor = 0.9m }]).Of("openai", "gpt-4o", null));
}
