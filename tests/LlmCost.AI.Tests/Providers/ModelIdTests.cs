namespace LlmCost.AI.Tests;

public sealed class ModelIdTests
{
    [Theory]
    [InlineData(" GPT-4o ", "gpt-4o")]
    [InlineData(" ", null)]
    [InlineData(null, null)]
    public void Normalize_CaseAndBlanks_DoNotMatter(string? model, string? normalized) =>
        Assert.Equal(normalized, ModelId.Normalize(model));

    [Theory]
    [InlineData("gpt-4o", new[] { "gpt-4o" })]
    [InlineData("gpt-4o-2024-11-20", new[] { "gpt-4o-2024-11-20", "gpt-4o" })]
    [InlineData("claude-haiku-4-5-20251001", new[] { "claude-haiku-4-5-20251001", "claude-haiku-4-5" })]
    [InlineData("claude-haiku-4-5@20251001", new[] { "claude-haiku-4-5@20251001", "claude-haiku-4-5" })]
    [InlineData("models/gemini-2.5-pro", new[] { "models/gemini-2.5-pro", "gemini-2.5-pro" })]
    [InlineData("publishers/google/models/gemini-2.5-pro", new[] { "publishers/google/models/gemini-2.5-pro", "gemini-2.5-pro" })]
    [InlineData(
        "projects/p/locations/l/publishers/google/models/gemini-2.5-pro",
        new[] { "projects/p/locations/l/publishers/google/models/gemini-2.5-pro", "gemini-2.5-pro" })]
    [InlineData("ft:gpt-4o-2024-08-06:acme::id", new[] { "ft:gpt-4o-2024-08-06:acme::id", "ft:gpt-4o-2024-08-06", "ft:gpt-4o" })]
    [InlineData("gpt-4o-1999-11-20", new[] { "gpt-4o-1999-11-20" })]
    [InlineData("gpt-4o-2024-11-20-preview", new[] { "gpt-4o-2024-11-20-preview" })]
    [InlineData("-2024-11-20", new[] { "-2024-11-20" })]
    [InlineData("models/a/b", new[] { "models/a/b" })]
    [InlineData("my-models/gemini-2.5-pro", new[] { "my-models/gemini-2.5-pro" })]
    public void Spellings_OfAName_StartWithTheMostSpecific(string model, string[] spellings) =>
        Assert.Equal(spellings, ModelId.Spellings(model));

    [Theory]
    [InlineData("anthropic/claude", "anthropic", "claude")]
    [InlineData("x-ai/grok", "x_ai", "grok")]
    [InlineData("a/b/c", "a", "b/c")]
    public void SplitProvider_Prefix_IsTheProvider(string model, string provider, string rest) =>
        Assert.Equal((provider, rest), ModelId.SplitProvider(model));

    [Theory]
    [InlineData("claude")]
    [InlineData("/claude")]
    [InlineData("anthropic/")]
    [InlineData(null)]
    public void SplitProvider_NoPrefix_ReturnsNull(string? model) => Assert.Null(ModelId.SplitProvider(model));
}
