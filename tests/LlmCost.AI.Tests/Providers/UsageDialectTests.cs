namespace LlmCost.AI.Tests;

public sealed class UsageDialectTests
{
    [Theory]
    [InlineData(null)]
    [InlineData("ollama")]
    [InlineData("some-gateway")]
    [InlineData("mistral_ai")]
    public void For_NobodyWithRulesOfHisOwn_IsTheContract(string? name) =>
        Assert.Equal(new UsageDialect(ExclusiveCounts.None, UsageMerge.Sum, HasTotal: true), UsageDialect.For(name, name));

    [Theory]
    [InlineData("openai")]
    [InlineData("azure.ai.openai")]
    [InlineData("openrouter")]
    [InlineData("deepseek")]
    [InlineData(null)]
    public void For_WhoeverIsBehindTheOpenAIClient_UsageIsASnapshot(string? provider) => Assert.Equal(
        new UsageDialect(ExclusiveCounts.None, UsageMerge.Last, HasTotal: true), UsageDialect.For("openai", provider));

    [Fact]
    public void For_XAIBehindTheOpenAIClient_ReasoningIsBesideTheOutput() => Assert.Equal(
        new UsageDialect(ExclusiveCounts.Reasoning, UsageMerge.Last, HasTotal: true), UsageDialect.For("openai", "x_ai"));

    [Fact]
    public void For_Anthropic_UsageIsARunningTotalAndTheClientsOwnSumProvesNothing() => Assert.Equal(
        new UsageDialect(ExclusiveCounts.None, UsageMerge.Maximum, HasTotal: false), UsageDialect.For("anthropic", "anthropic"));

    [Fact]
    public void For_GooglesOwnClient_ReasoningIsBesideTheOutput() => Assert.Equal(
        new UsageDialect(ExclusiveCounts.Reasoning, UsageMerge.Last, HasTotal: true),
        UsageDialect.For("gcp.gen_ai", "gcp.gen_ai"));

    [Fact]
    public void For_GeminiBehindTheOpenAIClient_ReasoningIsWithinTheOutput() => Assert.Equal(
        new UsageDialect(ExclusiveCounts.None, UsageMerge.Last, HasTotal: true), UsageDialect.For("openai", "gcp.gemini"));

    [Fact]
    public void For_Bedrock_CacheIsBesideTheInput() => Assert.Equal(
        new UsageDialect(ExclusiveCounts.Cache, UsageMerge.Sum, HasTotal: true), UsageDialect.For("aws.bedrock", "aws.bedrock"));
}
