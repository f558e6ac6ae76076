namespace LlmCost.AI.Tests;

public sealed class BedrockModelIdTests
{
    [Theory]
    [InlineData("anthropic.claude", new[] { "anthropic.claude", "regional.anthropic.claude" })]
    [InlineData(
        "us.anthropic.claude-v1:0",
        new[]
        {
            "us.anthropic.claude-v1:0", "us.anthropic.claude", "regional.anthropic.claude-v1:0", "regional.anthropic.claude",
            "anthropic.claude-v1:0", "anthropic.claude",
        })]
    [InlineData(
        "global.anthropic.claude-v1",
        new[] { "global.anthropic.claude-v1", "global.anthropic.claude", "anthropic.claude-v1", "anthropic.claude" })]
    [InlineData(
        "arn:aws:bedrock:us-east-1:1:inference-profile/eu.nova", new[] { "eu.nova", "regional.nova", "nova" })]
    [InlineData("ca.nova", new[] { "ca.nova", "regional.ca.nova" })]
    [InlineData("org/nova", new[] { "org/nova", "regional.org/nova" })]
    public void Spellings_OfAName_StartWithTheMostSpecific(string model, string[] spellings) =>
        Assert.Equal(spellings, BedrockModelId.Spellings(model).Distinct());

    [Theory]
    [InlineData("us")]
    [InlineData("us-gov")]
    [InlineData("eu")]
    [InlineData("apac")]
    [InlineData("jp")]
    [InlineData("au")]
    [InlineData("global")]
    public void Spellings_OfAnInferenceProfile_EndWithTheModel(string profile) =>
        Assert.Equal("nova", BedrockModelId.Spellings($"{profile}.nova").Last());
}
