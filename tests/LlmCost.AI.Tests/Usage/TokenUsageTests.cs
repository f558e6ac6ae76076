using Microsoft.Extensions.AI;

namespace LlmCost.AI.Tests;

public sealed class TokenUsageTests
{
    /// <summary>Each count is a different power of two, so that a sum shows which counts were added.</summary>
    private static readonly TokenUsage s_all = Powers(1);

    [Fact]
    public void TotalInput_IsAllInput() => Assert.Equal(0b1_1111_1111, s_all.TotalInput);

    [Fact]
    public void TotalOutput_IsAllOutput() => Assert.Equal(0b111_1110_0000_0000, s_all.TotalOutput);

    [Fact]
    public void Total_IncludesEveryTokenOnce() => Assert.Equal(0b111_1111_1111_1111, s_all.Total);

    [Theory]
    [InlineData(TokenClass.Input, 1)]
    [InlineData(TokenClass.InputCacheRead, 2 + 32 + 128)]
    [InlineData(TokenClass.InputCacheWrite, 4 + 8)]
    [InlineData(TokenClass.InputAudio, 16)]
    [InlineData(TokenClass.InputImage, 64)]
    [InlineData(TokenClass.InputVideo, 256)]
    [InlineData(TokenClass.Output, 512 + 16_384)]
    [InlineData(TokenClass.OutputReasoning, 1024)]
    [InlineData(TokenClass.OutputAudio, 2048)]
    [InlineData(TokenClass.OutputImage, 4096)]
    [InlineData(TokenClass.OutputVideo, 8192)]
    [InlineData(TokenClass.Fee, 0)]
    [InlineData(TokenClass.Unallocated, 0)]
    public void Indexer_OfAClass_IncludesAllItsCounts(TokenClass tokenClass, long tokens) =>
        Assert.Equal(tokens, s_all[tokenClass]);

    [Fact]
    public void Add_AnyCounts_AreAddedClassByClass() => Assert.Equal(Powers(5), Powers(2) + Powers(3));

    [Fact]
    public void Equals_ConsidersEveryCount()
    {
        for (var i = 0; i < TokenKindCounts.Length; i++)
        {
            var counts = default(TokenKindCounts);
            counts[i] = 1;
            Assert.NotEqual(default, new TokenUsage(in counts));
            Assert.NotEqual(default(TokenUsage).GetHashCode(), new TokenUsage(in counts).GetHashCode());
            Assert.Equal(new TokenUsage(in counts), new TokenUsage(in counts));
            Assert.Equal(new TokenUsage(in counts).GetHashCode(), new TokenUsage(in counts).GetHashCode());
        }
    }

    [Fact]
    public void Max_OfEachClass_IsTheLargerCount()
    {
        Assert.Equal(Powers(3), TokenUsage.Max(Powers(2), Powers(3)));
        Assert.Equal(Powers(3), TokenUsage.Max(Powers(3), Powers(2)));
    }

    [Fact]
    public void Clamp_PossibleCounts_AreUnchanged()
    {
        var anomalies = UsageAnomalies.None;

        Assert.Equal(s_all, s_all.Clamp(ref anomalies));
        Assert.Equal(UsageAnomalies.None, anomalies);
    }

    [Fact]
    public void Clamp_ImpossibleCounts_AreZeroInEveryClass()
    {
        var anomalies = UsageAnomalies.None;

        Assert.Equal(default, Powers(-1).Clamp(ref anomalies));
        Assert.Equal(default, Powers(CountLimits.Max + 1).Clamp(ref anomalies));
        Assert.Equal(UsageAnomalies.NegativeCount | UsageAnomalies.ImplausibleCount, anomalies);
    }

    [Fact]
    public void Clamp_TwoNegativeCounts_AreStillNegativeCounts()
    {
        var anomalies = UsageAnomalies.None;

        new TokenUsage { Input = -1, Output = -1 }.Clamp(ref anomalies);
        new TokenUsage { Input = long.MaxValue, Output = long.MaxValue }.Clamp(ref anomalies);

        Assert.Equal(UsageAnomalies.NegativeCount | UsageAnomalies.ImplausibleCount, anomalies);
    }

    [Fact]
    public void FromUsageDetails_CountsOfBedrock_AreReadInItsDialect() => Assert.Equal(
        new TokenUsage { Input = 50, InputCacheRead = 100, Output = 3 },
        TokenUsage.FromUsageDetails(
            new UsageDetails { InputTokenCount = 50, CachedInputTokenCount = 100, OutputTokenCount = 3 }, "Bedrock"));

    [Fact]
    public void FromUsageDetails_WithoutDetails_ThrowsWithTheArgumentName() =>
        Assert.Throws<ArgumentNullException>("details", () => TokenUsage.FromUsageDetails(null!));

    private static TokenUsage Powers(long times) => new()
    {
        Input = times,
        InputCacheRead = times * 2,
        InputCacheWrite = times * 4,
        InputCacheWriteOneHour = times * 8,
        InputAudio = times * 16,
        InputAudioCacheRead = times * 32,
        InputImage = times * 64,
        InputImageCacheRead = times * 128,
        InputVideo = times * 256,
        Output = times * 512,
        OutputReasoning = times * 1024,
        OutputAudio = times * 2048,
        OutputImage = times * 4096,
        OutputVideo = times * 8192,
        OutputCitation = times * 16_384,
    };
}
