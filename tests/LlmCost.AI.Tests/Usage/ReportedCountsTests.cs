using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using Microsoft.Extensions.AI;

namespace LlmCost.AI.Tests;

public sealed class ReportedCountsTests
{
    private static readonly UsageDialect s_contract = KnownProviders.DialectOf(null, null);

    [Fact]
    public void Normalize_CountsOfTheContract_PartsAreSubtractedFromTheirTotals()
    {
        var counts =
            new ReportedCounts { Input = 100, Output = 50, Total = 150, CacheRead = 60, CacheWrite = 10, Reasoning = 20 };

        AssertUsage(counts, new() { Input = 30, InputCacheRead = 60, InputCacheWrite = 10, Output = 30, OutputReasoning = 20 });
    }

    [Fact]
    public void Normalize_TotalWithReasoningOutsideOutput_ReasoningIsAdded() => AssertUsage(
        new() { Input = 32, Output = 9, Total = 135, Reasoning = 94 }, new() { Input = 32, Output = 9, OutputReasoning = 94 });

    [Fact]
    public void Normalize_TotalWithReasoningAndToolUse_BothAreAdded() => AssertUsage(
        new() { Input = 2000, Output = 100, Total = 2560, Reasoning = 400, ToolUse = 60, CacheRead = 1500 },
        new() { Input = 560, InputCacheRead = 1500, Output = 100, OutputReasoning = 400 });

    [Fact]
    public void Normalize_TotalWithToolUseOnly_OutputIncludesReasoning() => AssertUsage(
        new() { Input = 2000, Output = 500, Total = 2560, Reasoning = 400, ToolUse = 60 },
        new() { Input = 2060, Output = 100, OutputReasoning = 400 });

    [Fact]
    public void Normalize_TotalWithCacheOutsideInput_CacheIsAdded() => AssertUsage(
        new() { Input = 50, Output = 300, Total = 11_850, CacheRead = 10_000, CacheWrite = 1500 },
        new() { Input = 50, InputCacheRead = 10_000, InputCacheWrite = 1500, Output = 300 });

    [Fact]
    public void Normalize_BedrockWithInclusiveInput_TheTotalDecides() => AssertUsage(
        new() { Input = 11_550, Output = 300, Total = 11_850, CacheRead = 10_000, CacheWrite = 1500 },
        new() { Input = 50, InputCacheRead = 10_000, InputCacheWrite = 1500, Output = 300 },
        provider: "aws.bedrock");

    [Fact]
    public void Normalize_BedrockWithoutTotal_CacheIsOutsideInput() => AssertUsage(
        new() { Input = 50, Output = 300, CacheRead = 10_000 },
        new() { Input = 50, InputCacheRead = 10_000, Output = 300 },
        provider: "aws.bedrock");

    [Theory]
    [InlineData("gcp.gen_ai")]
    [InlineData("x_ai")]
    public void Normalize_ReasoningOutsideOutputWithoutTotal_TheProviderDecides(string provider) => AssertUsage(
        new() { Input = 10, Output = 5, Reasoning = 3 }, new() { Input = 10, Output = 5, OutputReasoning = 3 },
        provider: provider);

    [Fact]
    public void Normalize_XAIWithCountsOfTheContract_TheTotalDecides() => AssertUsage(
        new() { Input = 10, Output = 5, Total = 15, Reasoning = 3 }, new() { Input = 10, Output = 2, OutputReasoning = 3 },
        provider: "x_ai");

    [Fact]
    public void Normalize_TotalAboveAllCounts_TheRestIsHiddenReasoning() => AssertUsage(
        new() { Input = 10, Output = 5, Total = 115 },
        new() { Input = 10, Output = 5, OutputReasoning = 100 },
        UsageAnomalies.HiddenOutput);

    [Fact]
    public void Normalize_TotalAboveReasoningOutsideOutput_TheRestIsHiddenReasoning() => AssertUsage(
        new() { Input = 32, Output = 9, Total = 150, Reasoning = 94 },
        new() { Input = 32, Output = 9, OutputReasoning = 109 },
        UsageAnomalies.HiddenOutput,
        "x_ai");

    [Theory]
    [InlineData(null)]
    [InlineData("gcp.gen_ai")]
    public void Normalize_ToolUseOmittedFromTheTotal_IsStillInput(string? provider) => AssertUsage(
        new() { Input = 2000, Output = 100, Total = 2500, Reasoning = 400, ToolUse = 60 },
        new() { Input = 2060, Output = 100, OutputReasoning = 400 },
        provider: provider);

    [Fact]
    public void Normalize_ToolUseOmittedFromTheTotalAndReasoningWithinOutput_TheTotalDecides() => AssertUsage(
        new() { Input = 2000, Output = 500, Total = 2500, Reasoning = 400, ToolUse = 60, CacheRead = 1500 },
        new() { Input = 560, InputCacheRead = 1500, Output = 100, OutputReasoning = 400 },
        provider: "gcp.gen_ai");

    [Fact]
    public void Normalize_TotalAboveToolUse_TheRestIsHiddenReasoning() => AssertUsage(
        new() { Input = 2000, Output = 100, Total = 2210, ToolUse = 60 },
        new() { Input = 2060, Output = 100, OutputReasoning = 50 },
        UsageAnomalies.HiddenOutput);

    /// <summary>
    /// If the total fits two ways of counting, the way in which the provider is known to count applies.
    /// </summary>
    [Fact]
    public void Normalize_TotalThatFitsCacheAndReasoning_TheProviderDecides() => AssertUsage(
        new() { Input = 50, Output = 20, Total = 80, CacheRead = 10, Reasoning = 10 },
        new() { Input = 50, InputCacheRead = 10, Output = 10, OutputReasoning = 10 },
        provider: "aws.bedrock");

    [Fact]
    public void Normalize_TotalThatFitsToolUseAndReasoning_TheProviderDecides() => AssertUsage(
        new() { Input = 100, Output = 50, Total = 210, Reasoning = 60, ToolUse = 60 },
        new() { Input = 160, Output = 50, OutputReasoning = 60 },
        provider: "gcp.gen_ai");

    [Fact]
    public void Normalize_TotalWithCacheOutsideInputAndToolUse_BothAreAdded() => AssertUsage(
        new() { Input = 50, Output = 20, Total = 85, CacheRead = 10, ToolUse = 5 },
        new() { Input = 55, InputCacheRead = 10, Output = 20 },
        provider: "aws.bedrock");

    [Fact]
    public void Normalize_ZeroTotal_IsIgnored() =>
        AssertUsage(new() { Input = 10, Output = 5, Total = 0 }, new() { Input = 10, Output = 5 });

    [Theory]
    [InlineData(-15, UsageAnomalies.NegativeCount)]
    [InlineData(long.MinValue, UsageAnomalies.NegativeCount)]
    [InlineData(CountLimits.Max + 1, UsageAnomalies.ImplausibleCount)]
    [InlineData(long.MaxValue, UsageAnomalies.ImplausibleCount)]
    public void Normalize_ImpossibleTotal_IsIgnored(long total, UsageAnomalies anomalies) =>
        AssertUsage(new() { Input = 10, Output = 5, Total = total }, new() { Input = 10, Output = 5 }, anomalies);

    [Fact]
    public void Normalize_LargestPlausibleCount_IsAccepted() =>
        AssertUsage(new() { Input = CountLimits.Max }, new() { Input = CountLimits.Max });

    [Fact]
    public void Normalize_TotalSmallerThanItsParts_IsIgnored() => AssertUsage(
        new() { Input = 10, Output = 5, Total = 3 }, new() { Input = 10, Output = 5 }, UsageAnomalies.TotalMismatch);

    [Fact]
    public void Normalize_AnthropicsOwnTotal_IsIgnored() => AssertUsage(
        new() { Input = 10, Output = 300, Total = 11 }, new() { Input = 10, Output = 300 }, provider: "anthropic");

    [Fact]
    public void Normalize_OnlyATotal_IsInput() =>
        AssertUsage(new() { Total = 8 }, new() { Input = 8 }, UsageAnomalies.TotalOnly);

    /// <summary>
    /// The total of Anthropic's client is ignored if the client also reports other counts. If the total is the only count, it is
    /// used, because the call must not be free.
    /// </summary>
    [Fact]
    public void Normalize_OnlyATotalFromAnthropic_IsInput() =>
        AssertUsage(new() { Total = 8 }, new() { Input = 8 }, UsageAnomalies.TotalOnly, "anthropic");

    [Theory]
    [InlineData(10L, null, 15L)]
    [InlineData(null, 5L, 15L)]
    public void Normalize_OneMissingFromAnthropic_IsDerivedFromTheTotal(long? input, long? output, long total) => AssertUsage(
        new() { Input = input, Output = output, Total = total }, new() { Input = 10, Output = 5 }, provider: "anthropic");

    [Fact]
    public void Normalize_OnlyAZeroTotal_IsReportedAndZero()
    {
        var counts = new ReportedCounts { Total = 0 };

        Assert.True(counts.IsReported);
        AssertUsage(counts, default);
    }

    [Fact]
    public void Normalize_NoInput_IsDerivedFromTheTotal() =>
        AssertUsage(new() { Output = 3, Total = 8 }, new() { Input = 5, Output = 3 });

    [Fact]
    public void Normalize_NoOutput_IsDerivedFromTheTotal() => AssertUsage(new() { Input = 8, Total = 8 }, new() { Input = 8 });

    [Fact]
    public void Normalize_MissingOutputWithDetails_IsDerivedFromTheTotal() =>
        AssertUsage(new() { Input = 5, Total = 8 }, new() { Input = 5, Output = 3 });

    [Fact]
    public void Normalize_OneMissingAndNoTotal_IsZero()
    {
        AssertUsage(new() { Input = 5 }, new() { Input = 5 });
        AssertUsage(new() { Output = 3 }, new() { Output = 3 });
    }

    [Fact]
    public void IsReported_AnyBilledCount_IsTrue()
    {
        Assert.True(new ReportedCounts { Input = 0 }.IsReported);
        Assert.True(new ReportedCounts { Output = 0 }.IsReported);
        Assert.True(new ReportedCounts { Total = 0 }.IsReported);
    }

    [Fact]
    public void IsReported_NoBilledCount_IsFalse()
    {
        Assert.False(default(ReportedCounts).IsReported);
        Assert.False(new ReportedCounts { CacheRead = 5, Reasoning = 3 }.IsReported);
    }

    [Fact]
    public void Normalize_ExplicitZeros_StayZero_WithoutAnAnomaly()
    {
        var counts = new ReportedCounts { Input = 0, Output = 0, Total = 0 };

        Assert.True(counts.IsReported);
        AssertUsage(counts, default);
    }

    [Theory]
    [InlineData(-1, UsageAnomalies.NegativeCount)]
    [InlineData(long.MaxValue, UsageAnomalies.ImplausibleCount)]
    public void Normalize_ImpossibleInputAndATotal_TheInputIsDerivedFromTheTotal(long input, UsageAnomalies anomaly) =>
        AssertUsage(new() { Input = input, Output = 10, Total = 30 }, new() { Input = 20, Output = 10 }, anomaly);

    [Theory]
    [InlineData(-1, UsageAnomalies.NegativeCount)]
    [InlineData(long.MaxValue, UsageAnomalies.ImplausibleCount)]
    public void Normalize_ImpossibleOutputAndATotal_TheOutputIsDerivedFromTheTotal(long output, UsageAnomalies anomaly) =>
        AssertUsage(new() { Input = 10, Output = output, Total = 30 }, new() { Input = 10, Output = 20 }, anomaly);

    [Fact]
    public void Normalize_NegativeCount_IsZero() =>
        AssertUsage(new() { Input = -5, Output = 3 }, new() { Output = 3 }, UsageAnomalies.NegativeCount);

    [Fact]
    public void Normalize_ImplausiblyLargeCount_IsZero() =>
        AssertUsage(new() { Input = long.MaxValue, Output = 3 }, new() { Output = 3 }, UsageAnomalies.ImplausibleCount);

    [Fact]
    public void Normalize_MoreCachedTokensThanInput_AreReducedToTheInput() => AssertUsage(
        new() { Input = 10, Output = 5, CacheRead = 8, CacheWrite = 8 },
        new() { InputCacheRead = 8, InputCacheWrite = 2, Output = 5 },
        UsageAnomalies.CacheExceedsInput);

    [Fact]
    public void Normalize_MoreReasoningThanOutputAndNoTotal_IsOutsideTheOutput() => AssertUsage(
        new() { Input = 10, Output = 5, Reasoning = 8 },
        new() { Input = 10, Output = 5, OutputReasoning = 8 },
        UsageAnomalies.ReasoningExceedsOutput);

    [Theory]
    [InlineData("gcp.gen_ai")]
    [InlineData("x_ai")]
    public void Normalize_MoreReasoningThanOutput_IsNotAFault_IfTheProviderCountsItSeparately(string provider) => AssertUsage(
        new() { Input = 10, Output = 5, Reasoning = 8 }, new() { Input = 10, Output = 5, OutputReasoning = 8 },
        provider: provider);

    [Fact]
    public void Normalize_MoreReasoningThanOutputAndATotal_IsReduced() => AssertUsage(
        new() { Input = 10, Output = 5, Total = 15, Reasoning = 8 },
        new() { Input = 10, OutputReasoning = 5 },
        UsageAnomalies.ReasoningExceedsOutput);

    [Fact]
    public void Normalize_CachedAudio_IsCountedOnceAsCacheRead() => AssertUsage(
        new() { Input = 100, Output = 0, CacheRead = 90, InputAudio = 30 }, new() { InputCacheRead = 90, InputAudio = 10 });

    [Fact]
    public void Normalize_MoreAudioThanInput_IsReduced() => AssertUsage(
        new() { Input = 10, Output = 0, InputAudio = 30 }, new() { InputAudio = 10 }, UsageAnomalies.ModalityExceedsTotal);

    [Fact]
    public void Normalize_ImagesAndAudio_AreSubtractedFromTheirTotals() => AssertUsage(
        new()
        {
            Input = 100,
            Output = 50,
            Total = 150,
            InputAudio = 30,
            InputImage = 20,
            OutputAudio = 10,
            OutputImage = 5,
            Reasoning = 15,
        },
        new()
        {
            Input = 50,
            InputAudio = 30,
            InputImage = 20,
            Output = 20,
            OutputReasoning = 15,
            OutputAudio = 10,
            OutputImage = 5,
        });

    [Fact]
    public void Normalize_MoreImagesThanOutput_AreReduced() => AssertUsage(
        new() { Input = 0, Output = 10, OutputImage = 30 }, new() { OutputImage = 10 }, UsageAnomalies.ModalityExceedsTotal);

    [Fact]
    public void Normalize_MoreAudioAndImagesThanInput_AreReduced() => AssertUsage(
        new() { Input = 10, Output = 0, InputAudio = 30, InputImage = 30 }, new() { InputAudio = 10 },
        UsageAnomalies.ModalityExceedsTotal);

    [Fact]
    public void Normalize_MoreCachedTokensThanInputAndMoreOneHourWrites_AreReduced() => AssertUsage(
        new() { Input = 10, Output = 0, CacheWrite = 20, CacheWriteOneHour = 30 },
        new() { InputCacheWriteOneHour = 10 },
        UsageAnomalies.CacheExceedsInput);

    [Fact]
    public void Normalize_SeveralFaults_AreAllReported() => AssertUsage(
        new() { Input = 10, Output = -1, CacheRead = 20, Reasoning = long.MaxValue },
        new() { InputCacheRead = 10 },
        UsageAnomalies.NegativeCount | UsageAnomalies.ImplausibleCount | UsageAnomalies.CacheExceedsInput);

    [Fact]
    public void Normalize_CacheWritesForOneHour_ArePartOfAllWrites() => AssertUsage(
        new() { Input = 100, Output = 5, CacheWrite = 60, CacheWriteOneHour = 20 },
        new() { Input = 40, InputCacheWrite = 40, InputCacheWriteOneHour = 20, Output = 5 });

    [Fact]
    public void Normalize_OnlyOneHourCacheWrites_AreNotAFault() => AssertUsage(
        new() { Input = 100, Output = 5, CacheWrite = 60, CacheWriteOneHour = 60 },
        new() { Input = 40, InputCacheWriteOneHour = 60, Output = 5 });

    [Fact]
    public void Normalize_MoreOneHourCacheWritesThanAllWrites_AreReduced() => AssertUsage(
        new() { Input = 100, Output = 5, CacheWrite = 60, CacheWriteOneHour = 70 },
        new() { Input = 40, InputCacheWriteOneHour = 60, Output = 5 },
        UsageAnomalies.CacheExceedsInput);

    [Theory]
    [InlineData(UsageMerge.Sum, 5)]
    [InlineData(UsageMerge.Maximum, 3)]
    [InlineData(UsageMerge.Latest, 3)]
    internal void Combine_EveryCount_IsCombinedByTheRule(UsageMerge combination, long times)
    {
        var counts = Every(2);

        counts.Combine(Every(3), combination);

        Assert.Equal(Every(times), counts);
    }

    [Theory]
    [InlineData(UsageMerge.Sum)]
    [InlineData(UsageMerge.Maximum)]
    internal void Combine_CountThatOneOfTwoLacks_IsThatOfTheOther(UsageMerge combination)
    {
        var (before, after) = (Every(2), default(ReportedCounts));

        before.Combine(default, combination);
        after.Combine(Every(2), combination);

        Assert.Equal(Every(2), before);
        Assert.Equal(Every(2), after);
    }

    [Fact]
    public void WithFallback_MissingCounts_ComeFromTheEarlierReport_ExceptTheTotal() =>
        Assert.Equal(Every(2) with { Total = null }, default(ReportedCounts).WithFallback(Every(2)));

    [Fact]
    public void WithFallback_EveryExistingCount_TakesPrecedence() => Assert.Equal(Every(3), Every(3).WithFallback(Every(2)));

    [Fact]
    public void From_EveryCount_IsRead()
    {
        var counts = ReportedCounts.From(new UsageDetails
        {
            InputTokenCount = 1,
            OutputTokenCount = 2,
            TotalTokenCount = 3,
            CachedInputTokenCount = 4,
            ReasoningTokenCount = 5,
            InputAudioTokenCount = 6,
            OutputAudioTokenCount = 7,
            AdditionalCounts = new()
            {
                ["CacheCreationInputTokens"] = 8,
                ["CacheCreation.Ephemeral1hInputTokens"] = 12,
                ["ToolUsePromptTokenCount"] = 9,
                ["InputTokenDetails.ImageTokenCount"] = 10,
                ["OutputTokenDetails.ImageTokenCount"] = 11,

                // The counts above take precedence over the following ones.
                ["CacheWriteInputTokens"] = 89,
                ["CacheReadInputTokens"] = 90,
                ["CachedContentTokenCount"] = 91,
                ["ThoughtsTokenCount"] = 92,
                ["InputTokenDetails.AudioTokenCount"] = 93,
                ["OutputTokenDetails.AudioTokenCount"] = 94,
            },
        });

        Assert.Equal(
            new ReportedCounts
            {
                Input = 1,
                Output = 2,
                Total = 3,
                CacheRead = 4,
                Reasoning = 5,
                InputAudio = 6,
                OutputAudio = 7,
                CacheWrite = 8,
                CacheWriteOneHour = 12,
                ToolUse = 9,
                InputImage = 10,
                OutputImage = 11,
            },
            counts);
    }

    [Fact]
    public void From_KeysOfBedrockAndOpenAI_AreRead()
    {
        var counts = ReportedCounts.From(new UsageDetails
        {
            AdditionalCounts = new()
            {
                ["CacheReadInputTokens"] = 1,
                ["CacheWriteInputTokens"] = 2,
                ["InputTokenDetails.AudioTokenCount"] = 3,
                ["OutputTokenDetails.AudioTokenCount"] = 4,
            },
        });

        Assert.Equal(new ReportedCounts { CacheRead = 1, CacheWrite = 2, InputAudio = 3, OutputAudio = 4 }, counts);
    }

    [Fact]
    public void From_TwoKeysForTheCacheReads_BedrocksKeyApplies() => Assert.Equal(1, ReportedCounts.From(new UsageDetails
    {
        AdditionalCounts = new() { ["CachedContentTokenCount"] = 2, ["CacheReadInputTokens"] = 1 },
    }).CacheRead);

    [Fact]
    public void From_CountsOfRequests_AreNotTokens() => Assert.Equal(
        default,
        ReportedCounts.From(
            new UsageDetails { AdditionalCounts = new() { ["WebSearchRequests"] = 2, ["WebFetchRequests"] = 3 } }));

    [Fact]
    public void From_CopiesTheNumbers()
    {
        var details = new UsageDetails { InputTokenCount = 10, AdditionalCounts = new() { ["CacheCreationInputTokens"] = 4 } };

        var counts = ReportedCounts.From(details);
        details.Add(new UsageDetails { InputTokenCount = 90, AdditionalCounts = new() { ["CacheCreationInputTokens"] = 6 } });

        Assert.Equal(10, counts.Input);
        Assert.Equal(4, counts.CacheWrite);
    }

    [Fact]
    public void From_KeysOfOlderGoogleClients_AreRead()
    {
        var counts = ReportedCounts.From(new UsageDetails
        {
            AdditionalCounts =
                new() { ["CachedContentTokenCount"] = 5, ["ThoughtsTokenCount"] = 7, ["toolUsePromptTokenCount"] = 9 },
        });

        Assert.Equal((5L, 7L, 9L), (counts.CacheRead, counts.Reasoning, counts.ToolUse));
    }

    [Property(Arbitrary = [typeof(AnyCounts)], MaxTest = 5_000)]
    public void Normalize_AnyCounts_NeverThrowsAndIsNeverNegative(ReportedCountsCase any)
    {
        any.Counts.Normalize(KnownProviders.DialectOf(any.Provider, any.Provider), out var usage);

        Assert.All(Enum.GetValues<TokenClass>(), tokenClass => Assert.True(usage[tokenClass] >= 0));
        Assert.Equal(Enum.GetValues<TokenClass>().Sum(tokenClass => usage[tokenClass]), usage.Total);
    }

    [Property(MaxTest = 2_000)]
    public void Normalize_CountsOfTheContract_AddUpToInputAndOutput(
        NonNegativeInt text, NonNegativeInt read, NonNegativeInt written, NonNegativeInt visible, NonNegativeInt reasoning)
    {
        var input = (long)text.Get + read.Get + written.Get;
        var output = (long)visible.Get + reasoning.Get;
        var counts = new ReportedCounts
        {
            Input = input,
            Output = output,
            Total = input + output,
            CacheRead = read.Get,
            CacheWrite = written.Get,
            Reasoning = reasoning.Get,
        };

        var anomalies = counts.Normalize(s_contract, out var usage);

        Assert.Equal(input + output, usage.Total);
        Assert.Equal((text.Get, read.Get, written.Get), (usage.Input, usage.InputCacheRead, usage.InputCacheWrite));
        Assert.Equal(UsageAnomalies.None, anomalies);
    }

    /// <summary>
    /// Reasoning that the output excludes and tool use that the input excludes are detected by the provider name or, without a
    /// name, by the total.
    /// </summary>
    [Property(MaxTest = 2_000)]
    public void Normalize_ReasoningAndToolUseOutsideTheirTotals_AreDetected(
        NonNegativeInt text, NonNegativeInt tools, NonNegativeInt visible, NonNegativeInt reasoning, bool named)
    {
        var counts = new ReportedCounts
        {
            Input = text.Get,
            Output = visible.Get,
            Reasoning = reasoning.Get,
            ToolUse = tools.Get,
            Total = (long)text.Get + visible.Get + reasoning.Get + tools.Get,
        };

        AssertUsage(
            counts,
            new() { Input = (long)text.Get + tools.Get, Output = visible.Get, OutputReasoning = reasoning.Get },
            provider: named ? "gcp.gen_ai" : null);
    }

    [Property(MaxTest = 2_000)]
    public void Normalize_CacheOutsideInput_IsDetected(
        NonNegativeInt text, NonNegativeInt read, NonNegativeInt written, NonNegativeInt output, bool named)
    {
        var counts = new ReportedCounts
        {
            Input = text.Get,
            CacheRead = read.Get,
            CacheWrite = written.Get,
            Output = output.Get,
            Total = (long)text.Get + read.Get + written.Get + output.Get,
        };

        AssertUsage(
            counts,
            new() { Input = text.Get, InputCacheRead = read.Get, InputCacheWrite = written.Get, Output = output.Get },
            provider: named ? "aws.bedrock" : null);
    }

    /// <summary>No token is lost or counted twice, regardless of which counts include other counts.</summary>
    [Property(Arbitrary = [typeof(AnyCounts)], MaxTest = 5_000)]
    public void Normalize_ConsistentTotal_IsTheSumOfTheClasses(ReportedCountsCase any)
    {
        var counts = any.Counts with { ToolUse = null };
        var dialect = KnownProviders.DialectOf(any.Provider, any.Provider);

        var anomalies = counts.Normalize(dialect, out var usage);

        const UsageAnomalies Contradiction =
            UsageAnomalies.TotalMismatch | UsageAnomalies.NegativeCount | UsageAnomalies.ImplausibleCount;
        if (dialect.HasTotal && counts.Total > 0 && (anomalies & Contradiction) is UsageAnomalies.None)
        {
            Assert.Equal(counts.Total, usage.Total);
        }
    }

    [Property(Arbitrary = [typeof(AnyCounts)], MaxTest = 2_000)]
    public void Combine_Maximum_IsTheSameInAnyOrder(ReportedCountsCase first, ReportedCountsCase second)
    {
        var forward = first.Counts;
        forward.Combine(second.Counts, UsageMerge.Maximum);
        var backward = second.Counts;
        backward.Combine(first.Counts, UsageMerge.Maximum);

        Assert.Equal(forward, backward);
    }

    private static ReportedCounts Every(long times) => new()
    {
        Input = times,
        Output = times * 2,
        Total = times * 3,
        CacheRead = times * 4,
        CacheWrite = times * 5,
        CacheWriteOneHour = times * 6,
        Reasoning = times * 7,
        ToolUse = times * 8,
        InputAudio = times * 9,
        InputImage = times * 10,
        OutputAudio = times * 11,
        OutputImage = times * 12,
    };

    private static void AssertUsage(
        ReportedCounts counts, TokenUsage expected, UsageAnomalies anomalies = UsageAnomalies.None, string? provider = null)
    {
        var found = counts.Normalize(KnownProviders.DialectOf(provider, provider), out var usage);

        Assert.Equal(expected, usage);
        Assert.Equal(anomalies, found);
    }

    /// <summary>Represents random counts, including combinations that no real provider reports.</summary>
    /// <param name="Provider">The name of the provider.</param>
    /// <param name="Values">The counts, in the order of their properties.</param>
    public sealed record ReportedCountsCase(string? Provider, long?[] Values)
    {
        internal ReportedCounts Counts => new()
        {
            Input = Values[0],
            Output = Values[1],
            Total = Values[2],
            CacheRead = Values[3],
            CacheWrite = Values[4],
            Reasoning = Values[5],
            ToolUse = Values[6],
            InputAudio = Values[7],
            InputImage = Values[8],
            OutputAudio = Values[9],
            OutputImage = Values[10],
        };
    }

    public static class AnyCounts
    {
        public static Arbitrary<ReportedCountsCase> Cases()
        {
            var count = Gen.Frequency(
                (2, Gen.Constant<long?>(null)),
                (6, Gen.Choose(0, 2_000).Select(value => (long?)value)),
                (1, Gen.Choose(-5, -1).Select(value => (long?)value)),
                (1, Gen.Elements<long?>(long.MinValue, long.MaxValue, 0, CountLimits.Max, CountLimits.Max + 1)));
            var provider = Gen.Elements<string?>(null, "openai", "anthropic", "gcp.gen_ai", "aws.bedrock", "x_ai");
            return (from values in count.ArrayOf(11)
                    from name in provider
                    select new ReportedCountsCase(name, values)).ToArbitrary();
        }
    }
}
