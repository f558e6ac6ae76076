namespace LlmCost.AI.Tests;

public sealed class PriceAdjustmentsTests
{
    private static readonly PriceAdjustments s_adjustments = new(
    [
        new("OpenAI", null, null, 0.8m),
        new("openai", "GPT-4o", "Flex", 0.1m),
        new("openai", "gpt-4o", null, 0.3m),
        new("openai", null, "flex", 0.5m),
        new("aws", null, null, 1.05m),
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
    [InlineData("anthropic", "claude", null, 1)]
    [InlineData(null, "gpt-4o", null, 1)]
    public void FactorFor_SeveralMatches_ReturnsTheMostSpecific(string? provider, string model, string? tier, double factor) =>
        Assert.Equal((decimal)factor, s_adjustments.FactorFor(provider, model, tier));

    [Fact]
    public void FactorFor_NoAdjustment_IsOne() => Assert.Equal(1, PriceAdjustments.None.FactorFor("openai", "gpt-4o", null));

    [Fact]
    public void FactorFor_TwoOfTheSameProviderModelAndTier_ReturnsTheLater() => Assert.Equal(
        0.9m,
        new PriceAdjustments([new("openai", null, null, 0.8m), new("openai", null, null, 0.9m)])
            .FactorFor("openai", "gpt-4o", null));
}
