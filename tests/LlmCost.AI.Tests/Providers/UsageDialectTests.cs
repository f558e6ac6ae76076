namespace LlmCost.AI.Tests;

public sealed class UsageDialectTests
{
    [Theory]
    [InlineData(null)]
    [InlineData("ollama")]
    [InlineData("some-gateway")]
    [InlineData("mistral_ai")]
    public void DialectOf_ProviderWithoutSpecialRules_IsTheContract(string? name) =>
        Assert.Equal(
            new UsageDialect(ExclusiveCounts.None, UsageMerge.Sum, HasTotal: true), KnownProviders.DialectOf(name, name));

    [Theory]
    [InlineData("openai")]
    [InlineData("azure.ai.openai")]
    [InlineData("openrouter")]
    [InlineData("deepseek")]
    [InlineData(null)]
    public void DialectOf_AnyProviderBehindTheOpenAIClient_UsageIsASnapshot(string? provider) => Assert.Equal(
        new UsageDialect(ExclusiveCounts.None, UsageMerge.Latest, HasTotal: true),
        KnownProviders.DialectOf("openai", provider));

    [Fact]
    public void DialectOf_XAIBehindTheOpenAIClient_OutputExcludesReasoning() => Assert.Equal(
        new UsageDialect(ExclusiveCounts.Reasoning, UsageMerge.Latest, HasTotal: true),
        KnownProviders.DialectOf("openai", "x_ai"));

    [Fact]
    public void DialectOf_Anthropic_UsageIsARunningTotal_AndTheClientsTotalIsUnreliable() => Assert.Equal(
        new UsageDialect(ExclusiveCounts.None, UsageMerge.Maximum, HasTotal: false),
        KnownProviders.DialectOf("anthropic", "anthropic"));

    [Fact]
    public void DialectOf_GooglesOwnClient_OutputExcludesReasoning() => Assert.Equal(
        new UsageDialect(ExclusiveCounts.Reasoning, UsageMerge.Latest, HasTotal: true),
        KnownProviders.DialectOf("gcp.gen_ai", "gcp.gen_ai"));

    [Fact]
    public void DialectOf_GeminiBehindTheOpenAIClient_OutputIncludesReasoning() => Assert.Equal(
        new UsageDialect(ExclusiveCounts.None, UsageMerge.Latest, HasTotal: true),
        KnownProviders.DialectOf("openai", "gcp.gemini"));

    [Fact]
    public void DialectOf_Bedrock_InputExcludesTheCache() => Assert.Equal(
        new UsageDialect(ExclusiveCounts.Cache, UsageMerge.Sum, HasTotal: true),
        KnownProviders.DialectOf("aws.bedrock", "aws.bedrock"));

    [Theory]
    [InlineData("aws.bedrock")]
    [InlineData("gcp.vertex_ai")]
    [InlineData("azure.ai.openai")]
    [InlineData("moonshot_ai")]
    [InlineData("localhost")]
    [InlineData(null)]
    public void DialectOf_AnthropicsClient_IsAnthropics_ForAnyProvider(string? provider) => Assert.Equal(
        KnownProviders.DialectOf("anthropic", "anthropic"), KnownProviders.DialectOf("anthropic", provider));

    [Theory]
    [InlineData("aws.bedrock")]
    [InlineData("anthropic")]
    [InlineData("gcp.gen_ai")]
    public void DialectOf_OpenAIsClient_IsOpenAIs_EvenIfTheProvidersOwnClientCountsDifferently(string provider) => Assert.Equal(
        KnownProviders.DialectOf("openai", "openai"), KnownProviders.DialectOf("openai", provider));

    [Theory]
    [InlineData(null)]
    [InlineData("some-gateway")]
    public void DialectOf_UnknownClient_IsTheProviders(string? client) => Assert.Equal(
        KnownProviders.DialectOf("aws.bedrock", "aws.bedrock"), KnownProviders.DialectOf(client, "aws.bedrock"));
}
