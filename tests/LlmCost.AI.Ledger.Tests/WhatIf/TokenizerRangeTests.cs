namespace LlmCost.AI.Tests;

public sealed class TokenizerRangeTests
{
    [Theory]
    [InlineData("gpt-4o", "gpt-4o")]
    [InlineData("gpt-4o-2024-11-20", "gpt-4o-mini")]
    [InlineData("claude-sonnet-4-5-20250929", "claude-haiku-4.5")]
    [InlineData("us.anthropic.claude-sonnet-4-5-20250929-v1:0", "claude-haiku-4-5")]
    [InlineData("gemini-2.5-pro", "google/gemini-2.5-flash")]
    [InlineData("mistral-large-latest", "mistral-large-latest")]
    public void SameFamilyAndVersion_HaveTheSameTokenizer(string from, string to) =>
        Assert.Equal(new TokenizerRange(1, 1), TokenizerRange.Of(from, to));

    [Theory]
    [InlineData("gpt-4o", "claude-haiku-4-5")]
    [InlineData("gpt-4o", "gpt-4-0613")]
    [InlineData("gpt-4o", "gpt-3.5-turbo")]
    [InlineData("mistral-large-2411", "mistral-small-latest")]
    [InlineData(null, "gpt-4o")]
    public void OtherTokenizer_DiffersByUpToTenPercent(string? from, string to)
    {
        var range = TokenizerRange.Of(from, to);

        Assert.Equal(1.1m, range.High);
        Assert.True(range.Low is 0.9m or 0.74m);
    }

    [Theory]
    [InlineData("gpt-4o", "gpt-5.1")]
    [InlineData("claude-sonnet-4-5", "claude-opus-4-7")]
    [InlineData("claude-3-5-sonnet-20241022", "claude-sonnet-4-20250514")]
    [InlineData("gpt-4o", "claude-sonnet-5")]
    public void NewGeneration_HasUpTo35PercentMoreTokens(string from, string to) =>
        Assert.Equal(new TokenizerRange(0.9m, 1.35m), TokenizerRange.Of(from, to));

    [Theory]
    [InlineData("claude-opus-4-7", "claude-haiku-4-5")]
    [InlineData("claude-opus-4-8", "gpt-4o")]
    public void OldGeneration_HasCorrespondinglyFewerTokens(string from, string to) =>
        Assert.Equal(new TokenizerRange(0.74m, 1.1m), TokenizerRange.Of(from, to));
}
