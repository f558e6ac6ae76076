using System.Text;

namespace LlmCost.AI.Tests;

public sealed class LiteLlmReaderTests
{
    [Fact]
    public void Read_EveryRate_IsConvertedToAPricePerMillion() => Assert.Equal(
        new TokenRates
        {
            Input = 1, InputCacheRead = 2, InputCacheWrite = 3, InputCacheWriteOneHour = 4, InputAudio = 5,
            InputAudioCacheRead = 6, InputImage = 7, Output = 10,
            OutputReasoning = 11, OutputCitation = 12, OutputAudio = 13, OutputImage = 14, OutputVideo = 15,
        },
        Price(
            """
            "input_cost_per_token":1e-6,"cache_read_input_token_cost":2e-6,"cache_creation_input_token_cost":3e-6,
            "cache_creation_input_token_cost_above_1hr":4e-6,"input_cost_per_audio_token":5e-6,
            "cache_read_input_audio_token_cost":6e-6,
            "input_cost_per_image_token":7e-6,"output_cost_per_token":10e-6,"output_cost_per_reasoning_token":11e-6,
            "citation_cost_per_token":12e-6,
            "output_cost_per_audio_token":13e-6,"output_cost_per_image_token":14e-6,"output_cost_per_video_token":15e-6
            """).Rates);

    [Theory]
    [InlineData(""" "input_cost_per_token_cache_hit":2e-6 """, 2)]
    [InlineData(""" "input_cost_per_token_cache_hit":2e-6,"cache_read_input_token_cost":3e-6 """, 3)]
    public void Read_CacheReads_HaveTwoKeys(string keys, int rate) => Assert.Equal(rate, Price(keys).Rates.InputCacheRead);

    [Theory]
    [InlineData(""" "3e-07" """, 0.3)]
    [InlineData("0.0000003", 0.3)]
    [InlineData("3E-7", 0.3)]
    public void Read_NumberInAnyFormat_IsExact(string number, double rate) =>
        Assert.Equal((decimal)rate, Price($"\"input_cost_per_token\":{number}").Rates.Input);

    [Fact]
    public void Read_NullNumber_IsMissing() => Assert.Null(Price(""" "input_cost_per_token":null """).Rates.Input);

    [Fact]
    public void Read_InvalidNumber_ReportsFileModelAndKey() => Assert.Equal(
        "list: model 'm': input_cost_per_token is \"dear\"; it must be a number",
        Assert.Throws<FormatException>(() => Price(""" "input_cost_per_token":"dear" """)).Message);

    [Theory]
    [InlineData(""" "tiered_pricing":[{"range":["all"]}] """, "tiered_pricing.range is \"all\"")]
    [InlineData(""" "search_context_cost_per_query":{"low":1e400} """, "search_context_cost_per_query.low is 1e400")]
    public void Read_InvalidNestedNumber_ReportsItsKeys(string keys, string fault) => Assert.Equal(
        $"list: model 'm': {fault}; it must be a number", Assert.Throws<FormatException>(() => Price(keys)).Message);

    [Fact]
    public void Read_RateOutOfRange_ReportsFileAndModel() => Assert.StartsWith(
        "list: model 'm': Input is -1",
        Assert.Throws<FormatException>(() => Price(""" "input_cost_per_token":-1e-6 """)).Message,
        StringComparison.Ordinal);

    [Theory]
    [InlineData("_flex", "flex")]
    [InlineData("_priority", "priority")]
    [InlineData("_batches", "batch")]
    public void Read_RatesOfATier_AreAVariant(string suffix, string tier) => Assert.Equal(
        new PriceVariant { ServiceTier = tier, Rates = new() { Input = 2, Output = 3 } },
        Assert.Single(Price(
            $"\"input_cost_per_token\":1e-6,\"input_cost_per_token{suffix}\":2e-6,\"output_cost_per_token{suffix}\":3e-6")
            .Variants));

    [Theory]
    [InlineData("input_cost_per_token")]
    [InlineData("output_cost_per_token")]
    [InlineData("cache_read_input_token_cost")]
    [InlineData("cache_creation_input_token_cost")]
    [InlineData("cache_creation_input_token_cost_above_1hr")]
    [InlineData("input_cost_per_audio_token")]
    [InlineData("output_cost_per_audio_token")]
    [InlineData("output_cost_per_reasoning_token")]
    [InlineData("input_cost_per_image_token")]
    [InlineData("output_cost_per_image_token")]
    public void Read_AnyRateOfATier_CreatesAVariant(string key) =>
        Assert.Equal("flex", Assert.Single(Price($"\"{key}_flex\":2e-6").Variants).ServiceTier);

    [Theory]
    [InlineData(""" "input_cost_per_token_flex":null """)]
    [InlineData(""" "cost_per_hour_flex":1 """)]
    [InlineData(""" "input_cost_per_token_flex_old":1e-6 """)]
    public void Read_OtherKeysOfATier_CreateNoVariant(string keys) => Assert.Empty(Price(keys).Variants);

    [Theory]
    [InlineData("openai", 200_001)]
    [InlineData("xai", 200_000)]
    public void Read_RatesOfLongPrompts_ApplyAboveTheThreshold_OrFromItForXAI(string provider, long from) => Assert.Equal(
        new PriceVariant { FromInputTokens = from, Rates = new() { Input = 2, Output = 3 } },
        Assert.Single(
            Price(
                """ "input_cost_per_token_above_200k_tokens":2e-6,"output_cost_per_token_above_200k_tokens":3e-6 """,
                provider).Variants));

    [Theory]
    [InlineData("input_cost_per_token")]
    [InlineData("output_cost_per_token")]
    [InlineData("cache_read_input_token_cost")]
    [InlineData("cache_creation_input_token_cost")]
    [InlineData("cache_creation_input_token_cost_above_1hr")]
    public void Read_AnyRateOfLongPrompts_CreatesAVariant(string key) =>
        Assert.Equal(128_001, Assert.Single(Price($"\"{key}_above_128k_tokens\":2e-6").Variants).FromInputTokens);

    [Fact]
    public void Read_RatesOfLongPromptsAndTiers_AreInTheOrderOfTheirPrecedence() => Assert.Equal(
        [("flex", null), (null, 128_001L), (null, 272_001L), ("flex", 272_001L)],
        Price(
            """
            "input_cost_per_token_above_272k_tokens_flex":5e-6,"input_cost_per_token_above_272k_tokens":4e-6,
            "input_cost_per_token_above_128k_tokens":3e-6,"input_cost_per_token_flex":2e-6,"input_cost_per_token":1e-6
            """).Variants.Select(variant => (variant.ServiceTier, variant.FromInputTokens)));

    [Fact]
    public void Read_RatesOfLongPromptsInATier_AreReadFromTheirKeys() => Assert.Equal(
        5,
        Price(
            """ "input_cost_per_token_above_272k_tokens_flex":5e-6,"input_cost_per_token_above_272k_tokens":4e-6 """)
            .Variants[^1].Rates.Input);

    [Fact]
    public void Read_TableOfPromptSizes_StartsWithTheRatesOfTheModel()
    {
        var price = Price(
            """
            "tiered_pricing":[{"range":[0,256000],"input_cost_per_token":1e-6},
                {"range":[256000.0,1e6],"input_cost_per_token":2e-6},{"input_cost_per_token":9e-6}]
            """);

        Assert.Equal(1, price.Rates.Input);
        Assert.Equal(new PriceVariant { FromInputTokens = 256_001, Rates = new() { Input = 2 } }, Assert.Single(price.Variants));
    }

    [Fact]
    public void Read_InvalidTable_IsIgnored() =>
        Assert.Equal(1, Price(""" "tiered_pricing":"none","input_cost_per_token":1e-6 """).Rates.Input);

    [Fact]
    public void Read_FactorsOfRegionsAndFastModes_AreVariants() => Assert.Equal(
        [
            new PriceVariant { Region = "us", Factor = 1.1m },
            new PriceVariant { Region = "eu", Factor = 1.2m },
            new PriceVariant { Speed = "fast", Factor = 6 },
            new PriceVariant { Region = "au", Factor = 1.3m },
        ],
        Price(
            """
            "regional_processing_uplift_multiplier_us":1.1,"regional_processing_uplift_multiplier_eu":1.2,
            "provider_specific_entry":{"fast":6,"au":1.3,"unknown":0,"note":"text"}
            """).Variants);

    [Fact]
    public void Read_FactorOfZero_IsUnknownAndNotFree() =>
        Assert.Empty(Price(""" "regional_processing_uplift_multiplier_us":0 """).Variants);

    [Theory]
    [InlineData("output_cost_per_image", BillableUnit.Image, CostDirection.Output, 1)]
    [InlineData("input_cost_per_image", BillableUnit.Image, CostDirection.Input, 1)]
    [InlineData("input_cost_per_pixel", BillableUnit.Pixel, CostDirection.Input, 1)]
    [InlineData("output_cost_per_pixel", BillableUnit.Pixel, CostDirection.Output, 1)]
    [InlineData("output_cost_per_video_per_second", BillableUnit.VideoSecond, CostDirection.Output, 1)]
    [InlineData("input_cost_per_video_per_second", BillableUnit.VideoSecond, CostDirection.Input, 1)]
    [InlineData("input_cost_per_second", BillableUnit.AudioSecond, CostDirection.Input, 1)]
    [InlineData("input_cost_per_audio_per_second", BillableUnit.AudioSecond, CostDirection.Input, 1)]
    [InlineData("input_cost_per_character", BillableUnit.Character, CostDirection.Input, 1)]
    [InlineData("output_cost_per_character", BillableUnit.Character, CostDirection.Output, 1)]
    [InlineData("ocr_cost_per_page", BillableUnit.Page, CostDirection.Other, 1)]
    [InlineData("annotation_cost_per_page", BillableUnit.AnnotatedPage, CostDirection.Other, 1)]
    [InlineData("input_cost_per_request", BillableUnit.Request, CostDirection.Other, 1)]
    [InlineData("code_interpreter_cost_per_session", BillableUnit.CodeInterpreterSession, CostDirection.Other, 1)]
    [InlineData("file_search_cost_per_1k_calls", BillableUnit.FileSearch, CostDirection.Other, 1_000)]
    public void Read_EachFee_HasItsUnit(string key, BillableUnit unit, CostDirection direction, int per) => Assert.Equal(
        new FeeRate { Unit = unit, Amount = 0.04m, Per = per, Direction = direction },
        Assert.Single(Price($"\"{key}\":0.04").Fees));

    [Fact]
    public void Read_SecondsOfOutput_MayBeVideoOrAudio() => Assert.Equal(
        [BillableUnit.VideoSecond, BillableUnit.AudioSecond],
        Price(""" "output_cost_per_second":0.04 """).Fees.Select(fee => fee.Unit));

    [Fact]
    public void Read_Queries_MayBeSearchesOfARerankingModel() => Assert.Equal(
        [BillableUnit.Query, BillableUnit.Rerank], Price(""" "input_cost_per_query":0.04 """).Fees.Select(fee => fee.Unit));

    [Fact]
    public void Read_TwoFeesForAUnit_TheFirstInTheKnownOrderApplies() => Assert.Equal(
        0.2m, Assert.Single(Price(""" "input_cost_per_image":0.1,"output_cost_per_image":0.2 """).Fees).Amount);

    [Fact]
    public void Read_FeeOfZero_IsIgnored() => Assert.Empty(Price(""" "input_cost_per_image":0,"input_cost_per_pixel":0 """).Fees);

    [Fact]
    public void Read_SearchesByContext_AreKinds_WithMediumAsTheDefault() => Assert.Equal(
        [
            new FeeRate { Unit = BillableUnit.WebSearch, Amount = 0.03m, Kind = "low" },
            new FeeRate { Unit = BillableUnit.WebSearch, Amount = 0.035m, Kind = "medium" },
            new FeeRate { Unit = BillableUnit.WebSearch, Amount = 0.035m },
        ],
        Price(""" "search_context_cost_per_query":{"search_context_size_low":0.03,"search_context_size_medium":0.035} """).Fees);

    [Fact]
    public void Read_SearchesWithoutATable_HaveNoFee() => Assert.Empty(Price(""" "search_context_cost_per_query":null """).Fees);

    [Fact]
    public void Read_EntryThatIsNotAModel_IsIgnored() => Assert.Equal(
        ["m"],
        PriceListReader.Read("list", Encoding.UTF8.GetBytes(
            """
            {"sample_spec":{"litellm_provider":"openai"},"fallback_generalizations":{"litellm_provider":"openai"},
              "version":1,"nameless":{"litellm_provider":""},
             "orphan":{"input_cost_per_token":1},"m":{"litellm_provider":"openai"},"M":{"litellm_provider":"azure"}}
            """)).Prices.Entries.Select(entry => entry.Prices.Name));

    private static ModelPrice Price(string keys, string provider = "openai") => Assert.Single(
        PriceListReader.Read(
            "list", Encoding.UTF8.GetBytes($$"""{"m":{"litellm_provider":"{{provider}}",{{keys}} } }""")).Prices.Entries)
        .Prices.At(DateTimeOffset.UnixEpoch)!;
}
