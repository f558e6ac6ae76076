namespace LlmCost.AI.Tests;

public sealed class UsageDialectTests
{
    [Theory]
    [InlineData(null)]
    [InlineData("ollama")]
    [InlineData("some-gateway")]
    [InlineData("mistral_ai")]
    public void DialectOf_NobodyWithRulesOfHisOwn_IsTheContract(string? name) =>
        Assert.Equal(
            new UsageDialect(ExclusiveCounts.None, UsageMerge.Sum, HasTotal: true), KnownProviders.DialectOf(name, name));

    [Theory]
    [InlineData("openai")]
    [InlineData("azure.ai.openai")]
    [InlineData("openrouter")]
    [InlineData("deepseek")]
    [InlineData(null)]
    public void DialectOf_WhoeverIsBehindTheOpenAIClient_UsageIsASnapshot(string? provider) => Assert.Equal(
        new UsageDialect(ExclusiveCounts.None, UsageMerge.Latest, HasTotal: true),
        KnownProviders.DialectOf("openai", provider));

    [Fact]
    public void DialectOf_XAIBehindTheOpenAIClient_ReasoningIsBesideTheOutput() => Assert.Equal(
        new UsageDialect(ExclusiveCounts.Reasoning, UsageMerge.Latest, HasTotal: true),
        KnownProviders.DialectOf("openai", "x_ai"));

    [Fact]
    public void DialectOf_Anthropic_UsageIsARunningTotalAndTheClientsOwnSumProvesNothing() => Assert.Equal(
        new UsageDialect(ExclusiveCounts.None, UsageMerge.Maximum, HasTotal: false),
        KnownProviders.DialectOf("anthropic", "anthropic"));

    [Fact]
    public void DialectOf_GooglesOwnClient_ReasoningIsBesideTheOutput() => Assert.Equal(
        new UsageDialect(ExclusiveCounts.Reasoning, UsageMerge.Latest, HasTotal: true),
        KnownProviders.DialectOf("gcp.gen_ai", "gcp.gen_ai"));

    [Fact]
    public void DialectOf_GeminiBehindTheOpenAIClient_ReasoningIsWithinTheOutput() => Assert.Equal(
        new UsageDialect(ExclusiveCounts.None, UsageMerge.Latest, HasTotal: true),
        KnownProviders.DialectOf("openai", "gcp.gemini"));

    [Fact]
    public void DialectOf_Bedrock_CacheIsBesideTheInput() => Assert.Equal(
        new UsageDialect(ExclusiveCounts.Cache, UsageMerge.Sum, HasTotal: true),
        KnownProviders.DialectOf("aws.bedrock", "aws.bedrock"));
}
