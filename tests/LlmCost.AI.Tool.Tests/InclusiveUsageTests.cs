using FsCheck;
using FsCheck.Xunit;

namespace LlmCost.AI.Tests;

public sealed class InclusiveUsageTests
{
    [Fact]
    public void ToTokenUsage_Parts_AreSubtractedFromInputAndOutput() => Assert.Equal(
        new TokenUsage
        {
            Input = 1000 - 300 - 150 - 70 - 60 - 40,
            InputCacheRead = 300 - 30 - 20,
            InputCacheWrite = 150 - 50,
            InputCacheWriteOneHour = 50,
            InputAudio = 70,
            InputAudioCacheRead = 30,
            InputImage = 60,
            InputImageCacheRead = 20,
            InputVideo = 40,
            Output = 500 - 100 - 90 - 80 - 70 - 60,
            OutputReasoning = 100,
            OutputCitation = 90,
            OutputAudio = 80,
            OutputImage = 70,
            OutputVideo = 60,
        },
        new InclusiveUsage
        {
            InputTokens = 1000,
            CacheReadTokens = 300,
            CacheWriteTokens = 150,
            CacheWriteOneHourTokens = 50,
            InputAudioTokens = 100,
            CacheAudioReadTokens = 30,
            InputImageTokens = 80,
            CacheImageReadTokens = 20,
            InputVideoTokens = 40,
            OutputTokens = 500,
            OutputReasoningTokens = 100,
            OutputCitationTokens = 90,
            OutputAudioTokens = 80,
            OutputImageTokens = 70,
            OutputVideoTokens = 60,
        }.ToTokenUsage(out _));

    [Fact]
    public void ToTokenUsage_MoreCachedAudioThanAudio_IsReducedToTheAudio() => Assert.Equal(
        new TokenUsage { Input = 40, InputCacheRead = 45, InputAudioCacheRead = 10, InputImageCacheRead = 5 },
        new InclusiveUsage
        {
            InputTokens = 100, CacheReadTokens = 60, InputAudioTokens = 10, CacheAudioReadTokens = 30, InputImageTokens = 5,
            CacheImageReadTokens = 20,
        }.ToTokenUsage(out _));

    [Fact]
    public void ToTokenUsage_PartsAboveTheirTotal_AreReducedToIt() => Assert.Equal(
        new TokenUsage { InputCacheRead = 10, OutputReasoning = 5 },
        new InclusiveUsage
        {
            InputTokens = 10,
            CacheReadTokens = 30,
            InputAudioTokens = 4,
            OutputTokens = 5,
            OutputReasoningTokens = 8,
            OutputAudioTokens = 2,
        }
            .ToTokenUsage(out _));

    [Fact]
    public void ToTokenUsage_NegativeCounts_AreZero() => Assert.Equal(
        default,
        new InclusiveUsage
        {
            InputTokens = -10,
            CacheReadTokens = -3,
            OutputTokens = -5,
            OutputReasoningTokens = -1,
        }.ToTokenUsage(out _));

    [Property(MaxTest = 2_000)]
    public void ToTokenUsage_AnyParts_AddUpToTheirTotals(
        NonNegativeInt input, int read, int written, int audio, NonNegativeInt output, int reasoning)
    {
        var usage = new InclusiveUsage
        {
            InputTokens = input.Get, CacheReadTokens = read, CacheWriteTokens = written, InputAudioTokens = audio,
            OutputTokens = output.Get, OutputReasoningTokens = reasoning,
        }.ToTokenUsage(out _);

        Assert.Equal((input.Get, output.Get), (usage.TotalInput, usage.TotalOutput));
    }
}
