namespace LlmCost.AI.Tests;

public sealed class NearestNameTests
{
    private static readonly string[] s_names =
        ["openai", "azure.ai.openai", "azure_openai", "anthropic", "groq", "vertex_ai", "zai"];

    [Theory]
    [InlineData("opnai", "openai")]
    [InlineData("opanei", "openai")]
    [InlineData("Anthropc", "anthropic")]
    [InlineData("azure-openai", "azure_openai")]
    [InlineData("vertexai", "vertex_ai")]
    [InlineData("gorq", "groq")]
    [InlineData("grok", "groq")]
    public void Find_MisspelledName_ReturnsTheNearest(string name, string nearest) =>
        Assert.Equal(nearest, NearestName.Find(name, s_names));

    [Theory]
    [InlineData("my-router")]
    [InlineData("glow")]
    [InlineData("llm.internal.example")]
    [InlineData("--")]
    [InlineData("")]
    public void Find_DifferentName_ReturnsNull(string name) => Assert.Null(NearestName.Find(name, s_names));

    [Theory]
    [InlineData("CachedInput", "InputCacheRead")]
    [InlineData("CacheWriteInput", "InputCacheWrite")]
    [InlineData("ReasoningOutput", "OutputReasoning")]
    [InlineData("AudioIn", null)]
    [InlineData("Margin", null)]
    [InlineData("", null)]
    public void FindByWords_WordsInAnotherOrder_ReturnsTheNameWithTheMostWords(string name, string? nearest) => Assert.Equal(
        nearest,
        NearestName.FindByWords(
            name, ["Input", "InputCacheRead", "InputCacheWrite", "InputCacheWriteOneHour", "Output", "OutputReasoning"]));

    [Fact]
    public void Find_VeryLongName_ReturnsNull() => Assert.Null(NearestName.Find(new string('o', 100_000), s_names));
}
