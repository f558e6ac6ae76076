using System.Text.Json;
using FsCheck;
using FsCheck.Xunit;
using Microsoft.Extensions.AI;

namespace LlmCost.AI.Tests;

public sealed class UsageAccumulatorTests
{
    [Fact]
    public void Observe_Deltas_AreAdded()
    {
        var accumulator = new UsageAccumulator(KnownProviders.DialectOf("ollama", "ollama"));

        accumulator.Observe(Details(10, null), "r");
        accumulator.Observe(Details(null, 3), "r");
        accumulator.Observe(Details(null, 4), "r");

        AssertUsage(ref accumulator, new() { Input = 10, Output = 7 });
    }

    [Fact]
    public void Observe_Snapshots_TheLastApplies()
    {
        var accumulator = new UsageAccumulator(KnownProviders.DialectOf("openai", "openai"));

        accumulator.Observe(Details(20, 1), "r");
        accumulator.Observe(Details(20, 3), "r");

        AssertUsage(ref accumulator, new() { Input = 20, Output = 3 });
    }

    [Fact]
    public void Observe_RunningTotals_TheLargestOfEachApplies()
    {
        var accumulator = new UsageAccumulator(KnownProviders.DialectOf("anthropic", "anthropic"));

        accumulator.Observe(Details(11_550, 1), "r");
        accumulator.Observe(Details(null, 300), "r");

        AssertUsage(ref accumulator, new() { Input = 11_550, Output = 300 });
    }

    [Property(MaxTest = 2_000)]
    public void Observe_RunningTotalsInAnyOrder_TheLargestApplies(NonEmptyArray<NonNegativeInt> outputs)
    {
        var accumulator = new UsageAccumulator(KnownProviders.DialectOf("anthropic", "anthropic"));

        foreach (var output in outputs.Get)
        {
            accumulator.Observe(Details(10, output.Get), "r");
        }

        AssertUsage(ref accumulator, new() { Input = 10, Output = outputs.Get.Max(output => output.Get) });
    }

    [Fact]
    public void Observe_SnapshotWithoutCounts_KeepsThePreviousSnapshot()
    {
        var accumulator = new UsageAccumulator(KnownProviders.DialectOf("openai", "openai"));

        accumulator.Observe(Details(20, 3), "r");
        accumulator.Observe(new UsageDetails(), "r");

        AssertUsage(ref accumulator, new() { Input = 20, Output = 3 });
    }

    [Fact]
    public void Observe_ExplicitZeroSnapshot_IsReportedAndZero()
    {
        var accumulator = new UsageAccumulator(KnownProviders.DialectOf("openai", "openai"));

        accumulator.Observe(Details(0, 0), "r");

        AssertUsage(ref accumulator, default);
    }

    [Fact]
    public void Observe_UpdateWithoutResponseId_BelongsToThePreviousResponse()
    {
        var accumulator = new UsageAccumulator(KnownProviders.DialectOf("openai", "openai"));

        accumulator.Observe(Details(20, 1), "r");
        accumulator.Observe(Details(20, 3), null);
        accumulator.Observe(Details(20, 4), "");

        AssertUsage(ref accumulator, new() { Input = 20, Output = 4 });
    }

    [Fact]
    public void Observe_DeltasBeyondAllLimits_AreImplausibleAndDoNotWrapAround()
    {
        var accumulator = new UsageAccumulator(KnownProviders.DialectOf(null, null));

        accumulator.Observe(new UsageDetails { InputTokenCount = long.MaxValue, OutputTokenCount = 3 }, "r");
        accumulator.Observe(new UsageDetails { InputTokenCount = long.MaxValue, OutputTokenCount = 4 }, "r");

        Assert.Equal(UsageKnowledge.Reported, accumulator.Finish(out var usage, out _, out var anomalies));
        Assert.Equal(new TokenUsage { Output = 7 }, usage);
        Assert.Equal(UsageAnomalies.ImplausibleCount, anomalies);
    }

    /// <summary>
    /// Later changes to a usage object are ignored: the function-invoking client adds later round trips to the first usage
    /// object.
    /// </summary>
    [Fact]
    public void Observe_DetailsChangedAfterwards_HaveNoEffect()
    {
        var accumulator = new UsageAccumulator(KnownProviders.DialectOf("anthropic", "anthropic"));
        var details = Details(100, 10);
        details.AdditionalCounts = new() { ["CacheCreationInputTokens"] = 40 };

        accumulator.Observe(details, "r");
        details.Add(details);
        details.AdditionalCounts["CacheCreationInputTokens"] = 90;

        AssertUsage(ref accumulator, new() { Input = 60, InputCacheWrite = 40, Output = 10 });
    }

    [Fact]
    public void Observe_SeveralResponses_AreAddedUp()
    {
        var accumulator = new UsageAccumulator(KnownProviders.DialectOf("openai", "openai"));

        accumulator.Observe(Details(100, 10), "r-1");
        accumulator.Observe(Details(200, 20), "r-2");

        AssertUsage(ref accumulator, new() { Input = 300, Output = 30 });
    }

    [Fact]
    public void Observe_ReadersCounts_TakePrecedenceOverTheClients()
    {
        var accumulator = new UsageAccumulator(KnownProviders.DialectOf("openai", "openai"));

        accumulator.Observe(Details(100, 10), "r");
        accumulator.Observe(UsageReading.Disjoint(new TokenUsage { Input = 36, InputCacheWrite = 64, Output = 10 }), "r");

        AssertUsage(ref accumulator, new() { Input = 36, InputCacheWrite = 64, Output = 10 });
    }

    [Fact]
    public void Observe_EarlierReadersCounts_TakePrecedenceToo()
    {
        var accumulator = new UsageAccumulator(KnownProviders.DialectOf("openai", "openai"));

        accumulator.Observe(UsageReading.Disjoint(new TokenUsage { Input = 36, InputCacheWrite = 64, Output = 10 }), "r");
        accumulator.Observe(Details(100, 10), "r");

        AssertUsage(ref accumulator, new() { Input = 36, InputCacheWrite = 64, Output = 10 });
    }

    [Fact]
    public void Observe_ReaderOfOneOfTwoResponses_AppliesOnlyToThatResponse()
    {
        var accumulator = new UsageAccumulator(KnownProviders.DialectOf("openai", "openai"));

        accumulator.Observe(UsageReading.Disjoint(new TokenUsage { Input = 36, InputCacheWrite = 64, Output = 10 }), "r-1");
        accumulator.Observe(Details(100, 10), "r-1");
        accumulator.Observe(Details(200, 20), "r-2");

        AssertUsage(ref accumulator, new() { Input = 236, InputCacheWrite = 64, Output = 30 });
    }

    [Fact]
    public void Observe_ReaderWithoutCounts_KeepsTheClientsCounts()
    {
        var accumulator = new UsageAccumulator(KnownProviders.DialectOf("openai", "openai"));

        accumulator.Observe(Details(100, 10), "r");
        accumulator.Observe(new UsageReading { ServiceTier = "flex" }, "r");

        Assert.Equal("flex", accumulator.ServedAs.ServiceTier);
        AssertUsage(ref accumulator, new() { Input = 100, Output = 10 });
    }

    [Fact]
    public void Observe_ReadersRunningTotals_TheLargestOfEachApplies()
    {
        var accumulator = new UsageAccumulator(KnownProviders.DialectOf("anthropic", "anthropic"));

        accumulator.Observe(UsageReading.Disjoint(new TokenUsage { Input = 50, Output = 1 }), "r");
        accumulator.Observe(UsageReading.Disjoint(new TokenUsage { Output = 300 }) with { ServiceTier = "standard" }, "r");

        Assert.Equal("standard", accumulator.ServedAs.ServiceTier);
        AssertUsage(ref accumulator, new() { Input = 50, Output = 300 });
    }

    /// <summary>Reported costs are limited, because their sum could otherwise overflow, and the record would be lost.</summary>
    [Fact]
    public void Observe_ImplausibleReportedCost_IsIgnored_AndReported()
    {
        var accumulator = new UsageAccumulator(KnownProviders.DialectOf(null, null));

        accumulator.Observe(UsageReading.Disjoint(new TokenUsage { Output = 5 }) with { ReportedCost = decimal.MaxValue }, "r-1");
        accumulator.Observe(UsageReading.Disjoint(new TokenUsage { Output = 5 }) with { ReportedCost = 1_000_000 }, "r-2");

        Assert.Equal(UsageKnowledge.Reported, accumulator.Finish(out _, out var cost, out var anomalies));
        Assert.Equal(1_000_000, cost);
        Assert.Equal(UsageAnomalies.ImplausibleCount, anomalies);
    }

    [Fact]
    public void Observe_ReadersImpossibleCounts_AreClamped()
    {
        var accumulator = new UsageAccumulator(KnownProviders.DialectOf(null, null));

        accumulator.Observe(UsageReading.Disjoint(new TokenUsage { Input = -1, Output = 5 }) with { ReportedCost = -1 }, "r");

        Assert.Equal(UsageKnowledge.Reported, accumulator.Finish(out var usage, out var cost, out var anomalies));
        Assert.Equal(new TokenUsage { Output = 5 }, usage);
        Assert.Null(cost);
        Assert.Equal(UsageAnomalies.NegativeCount, anomalies);
    }

    [Fact]
    public void Observe_CostsOfOneResponse_TheLastApplies_AndCostsOfSeveralResponsesAreAdded()
    {
        var accumulator = new UsageAccumulator(KnownProviders.DialectOf(null, null));

        accumulator.Observe(new UsageReading { ReportedCost = 0.1m }, "r-1");
        accumulator.Observe(new UsageReading { ReportedCost = 0.3m }, "r-1");
        accumulator.Observe(new UsageReading { ReportedCost = 0.5m }, "r-2");

        Assert.Equal(UsageKnowledge.None, accumulator.Finish(out _, out var cost, out _));
        Assert.Equal(0.8m, cost);
    }

    [Fact]
    public void Observe_NegativeCost_KeepsThePreviousCost()
    {
        var accumulator = new UsageAccumulator(KnownProviders.DialectOf(null, null));

        accumulator.Observe(new UsageReading { ReportedCost = 0 }, "r");
        accumulator.Observe(new UsageReading { ReportedCost = -0.1m }, "r");
        accumulator.Observe(new UsageReading { ReportedCost = -0.2m }, "r");

        accumulator.Finish(out _, out var cost, out var anomalies);
        Assert.Equal((0m, UsageAnomalies.NegativeCount), (cost, anomalies));
    }

    [Fact]
    public void Observe_FaultsOfSeveralResponses_AreAllReported()
    {
        var accumulator = new UsageAccumulator(KnownProviders.DialectOf(null, null));

        accumulator.Observe(new UsageDetails { InputTokenCount = -1 }, "r-1");
        accumulator.Observe(new UsageDetails { InputTokenCount = -1 }, "r-2");
        accumulator.Observe(new UsageDetails { TotalTokenCount = 8 }, "r-3");

        accumulator.Finish(out _, out _, out var anomalies);
        Assert.Equal(UsageAnomalies.NegativeCount | UsageAnomalies.TotalOnly, anomalies);
    }

    [Fact]
    public void Observe_ActualTier_IsTheLastReportedTier()
    {
        var accumulator = new UsageAccumulator(KnownProviders.DialectOf(null, null));
        var searches = new[] { new BillableQuantity { Unit = BillableUnit.WebSearch, Quantity = 2 } };

        accumulator.Observe(new UsageReading { ServiceTier = "flex", Region = "us", Speed = "slow", Quantities = [] }, "r");
        accumulator.Observe(
            new UsageReading { ServiceTier = "priority", Region = "eu", Speed = "fast", Quantities = searches }, "r");
        accumulator.Observe(new UsageReading(), "r");

        Assert.Equal(new ServedAs { ServiceTier = "priority", Region = "eu", Speed = "fast" }, accumulator.ServedAs);
        Assert.Same(searches, accumulator.Quantities);
    }

    [Fact]
    public void Observe_TierOfALaterResponse_KeepsTheCacheModeOfTheEarlierResponse()
    {
        var accumulator = new UsageAccumulator(KnownProviders.DialectOf("alibaba_cloud", "alibaba_cloud"));

        accumulator.Observe(
            UsageReading.FromJson(Json("""
                {
                  "usage": {
                    "prompt_tokens": 2000,
                    "completion_tokens": 10,
                    "prompt_tokens_details": { "cache_type": "ephemeral", "cached_tokens": 1500 }
                  }
                }
                """)),
            "r-1");
        accumulator.Observe(UsageReading.Whole(Details(30, 3)) with { ServiceTier = "flex" }, "r-2");
        accumulator.Finish(out _, out _, out _);

        Assert.Equal(("explicit", "flex"), (accumulator.ServedAs.CacheMode, accumulator.ServedAs.ServiceTier));
    }

    [Fact]
    public void Observe_ReadersDetails_TakePrecedence_AndAreReadInTheClientsDialect()
    {
        var accumulator = new UsageAccumulator(KnownProviders.DialectOf("aws.bedrock", "aws.bedrock"));

        accumulator.Observe(
            UsageReading.Whole(new() { InputTokenCount = 50, CachedInputTokenCount = 10, OutputTokenCount = 3 }), "r");
        accumulator.Observe(Details(100, 10), "r");

        AssertUsage(ref accumulator, new() { Input = 50, InputCacheRead = 10, Output = 3 });
    }

    [Fact]
    public void Observe_ReadersDetailsWithoutCounts_KeepTheClientsCounts()
    {
        var accumulator = new UsageAccumulator(KnownProviders.DialectOf("openai", "openai"));

        accumulator.Observe(UsageReading.Whole(new() { CachedInputTokenCount = 10 }), "r");
        accumulator.Observe(Details(100, 10), "r");

        AssertUsage(ref accumulator, new() { Input = 100, Output = 10 });
    }

    [Fact]
    public void Observe_BrokenStream_HasTheInputOfItsBeginning()
    {
        var accumulator = new UsageAccumulator(KnownProviders.DialectOf("anthropic", "anthropic"));

        accumulator.Observe(UsageReading.Started(Begun()), "r");
        accumulator.Observe(Details(100, 1), "r");

        AssertUsage(ref accumulator, new() { Input = 40, InputCacheRead = 60 }, UsageKnowledge.InputOnly);
    }

    [Fact]
    public void Observe_CompleteStream_HasTheCountsOfItsEnd_AndOtherCountsOfItsBeginning()
    {
        var accumulator = new UsageAccumulator(KnownProviders.DialectOf("anthropic", "anthropic"));

        accumulator.Observe(UsageReading.Started(Begun()), "r");
        accumulator.Observe(UsageReading.Completed(new() { OutputTokenCount = 30 }), "r");

        AssertUsage(ref accumulator, new() { Input = 40, InputCacheRead = 60, Output = 30 });
    }

    [Fact]
    public void Observe_BrokenStreamsBeforeACompleteStream_AreStillReported()
    {
        var accumulator = new UsageAccumulator(KnownProviders.DialectOf("anthropic", "anthropic"));

        accumulator.Observe(UsageReading.Started(Begun()), "r-1");
        accumulator.Observe(UsageReading.Started(Begun()), "r-2");
        accumulator.Observe(UsageReading.Started(Begun()), "r-3");
        accumulator.Observe(UsageReading.Completed(new() { OutputTokenCount = 30 }), "r-3");

        AssertUsage(ref accumulator, new() { Input = 120, InputCacheRead = 180, Output = 30 }, UsageKnowledge.InputOnly);
    }

    [Fact]
    public void Observe_StreamThatReportsItsEndTwice_IsComplete()
    {
        var accumulator = new UsageAccumulator(KnownProviders.DialectOf("anthropic", "anthropic"));

        accumulator.Observe(UsageReading.Started(Begun()), "r");
        accumulator.Observe(UsageReading.Completed(new() { OutputTokenCount = 30 }), "r");
        accumulator.Observe(UsageReading.Completed(new()), "r");

        AssertUsage(ref accumulator, new() { Input = 40, InputCacheRead = 60, Output = 30 });
    }

    [Fact]
    public void Observe_TheSameFaultInACountAndInACost_IsReportedOnce()
    {
        var accumulator = new UsageAccumulator(KnownProviders.DialectOf("openai", "openai"));

        accumulator.Observe(new UsageReading { ReportedCost = -1 }, "r");
        accumulator.Observe(Details(-5, 10), "r");
        accumulator.Finish(out _, out _, out var anomalies);

        Assert.True(anomalies.HasFlag(UsageAnomalies.NegativeCount));
    }

    [Fact]
    public void HasAny_BeforeTheFirstCount_IsFalse()
    {
        var accumulator = new UsageAccumulator(KnownProviders.DialectOf(null, null));
        accumulator.Observe(new UsageReading { ServiceTier = "flex" }, "r");
        accumulator.Observe(UsageReading.Whole(new() { CachedInputTokenCount = 10 }), "r");
        accumulator.Observe(new UsageDetails(), "r");

        Assert.False(accumulator.HasAny);
    }

    [Fact]
    public void HasAny_AfterACountOfAnySource_IsTrue()
    {
        AssertAny((ref UsageAccumulator accumulator) => accumulator.Observe(Details(1, null), "r"));
        AssertAny(
            (ref UsageAccumulator accumulator) => accumulator.Observe(UsageReading.Disjoint(default), "r"));
        AssertAny((ref UsageAccumulator accumulator) => accumulator.Observe(
            UsageReading.Whole(new() { OutputTokenCount = 1 }), "r"));
        AssertAny((ref UsageAccumulator accumulator) =>
        {
            accumulator.Observe(Details(1, 1), "r-1");
            accumulator.Observe(new UsageReading(), "r-2");
        });

        static void AssertAny(Observation observe)
        {
            var accumulator = new UsageAccumulator(KnownProviders.DialectOf(null, null));
            observe(ref accumulator);
            Assert.True(accumulator.HasAny);
        }
    }

    [Fact]
    public void TryFinish_EmptyDetails_ReturnsFalse()
    {
        var accumulator = new UsageAccumulator(KnownProviders.DialectOf(null, null));

        accumulator.Observe(new UsageDetails(), "r");

        Assert.Equal(UsageKnowledge.None, accumulator.Finish(out _, out _, out _));
    }

    private delegate void Observation(ref UsageAccumulator accumulator);

    /// <summary>Returns the usage at the start of a stream: 100 input tokens, of which 60 are cached.</summary>
    private static UsageDetails Begun() =>
        new() { InputTokenCount = 100, CachedInputTokenCount = 60, OutputTokenCount = 1, TotalTokenCount = 101 };

    private static UsageDetails Details(long? input, long? output) => new()
    {
        InputTokenCount = input,
        OutputTokenCount = output,
        TotalTokenCount = input + output,
    };

    private static JsonElement Json(string text) => JsonDocument.Parse(text).RootElement;

    private static void AssertUsage(
        ref UsageAccumulator accumulator, TokenUsage expected, UsageKnowledge knowledge = UsageKnowledge.Reported)
    {
        Assert.Equal(knowledge, accumulator.Finish(out var usage, out _, out _));
        Assert.Equal(expected, usage);
    }
}
