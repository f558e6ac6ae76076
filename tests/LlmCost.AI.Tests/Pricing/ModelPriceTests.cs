using System.Globalization;
using System.Numerics;
using FsCheck;
using FsCheck.Xunit;

namespace LlmCost.AI.Tests;

public sealed class ModelPriceTests
{
    private static readonly TokenUsage s_every = new()
    {
        Input = 1, InputCacheRead = 10, InputCacheWrite = 100, InputCacheWriteOneHour = 1_000,
        InputAudio = 10_000, InputAudioCacheRead = 20_000, InputImage = 100_000, InputImageCacheRead = 200_000,
        InputVideo = 300_000,
        Output = 1_000_000, OutputReasoning = 2_000_000, OutputCitation = 3_000_000,
        OutputAudio = 4_000_000, OutputImage = 5_000_000, OutputVideo = 6_000_000,
    };

    [Fact]
    public void Calculate_EveryClassWithASeparateRate_IsBilledAtThatRate()
    {
        var price = new ModelPrice
        {
            Rates = new()
            {
                Input = 1,
                InputCacheRead = 2,
                InputCacheWrite = 3,
                InputCacheWriteOneHour = 4,
                InputAudio = 5,
                InputAudioCacheRead = 6,
                InputImage = 7,
                InputImageCacheRead = 8,
                InputVideo = 9,
                Output = 10,
                OutputReasoning = 11,
                OutputCitation = 12,
                OutputAudio = 13,
                OutputImage = 14,
                OutputVideo = 15,
            },
        };

        var cost = price.Calculate(s_every);

        Assert.Equal(
            new CostBreakdown
            {
                Input = 0.000001m,
                InputCacheRead = 0.00002m + 0.12m + 1.6m,
                InputCacheWrite = 0.0003m + 0.004m,
                InputAudio = 0.05m,
                InputImage = 0.7m,
                InputVideo = 2.7m,
                Output = 10 + 36,
                OutputReasoning = 22,
                OutputAudio = 52,
                OutputImage = 70,
                OutputVideo = 90,
            },
            cost);
        Assert.Equal(Enum.GetValues<TokenClass>().Sum(tokenClass => cost[tokenClass]), cost.Total);
    }

    [Fact]
    public void Calculate_ClassesWithoutRates_AreBilledAtTheirParentRates()
    {
        var cost = new ModelPrice { Rates = new() { Input = 3, Output = 15 } }.Calculate(s_every);

        Assert.Equal(s_every.TotalInput * 3m / 1_000_000 + s_every.TotalOutput * 15m / 1_000_000, cost.Total);
    }

    [Theory]
    [InlineData(null, null, 3)]
    [InlineData(0.3, null, 0.3)]
    [InlineData(null, 6.0, 6)]
    [InlineData(0.3, 6.0, 0.3)]
    public void Calculate_CachedAudioWithoutARate_IsBilledAsACacheRead(double? cacheRead, double? audio, double rate)
    {
        var price = new ModelPrice
        {
            Rates = new() { Input = 3, InputCacheRead = (decimal?)cacheRead, InputAudio = (decimal?)audio },
        };

        Assert.Equal((decimal)rate, price.Calculate(new TokenUsage { InputAudioCacheRead = 1_000_000 }).Total);
    }

    [Fact]
    public void Calculate_OneHourWriteWithoutARate_IsBilledAsACacheWrite() => Assert.Equal(
        3.75m,
        new ModelPrice { Rates = new() { Input = 3, InputCacheWrite = 3.75m } }.Calculate(
            new TokenUsage { InputCacheWriteOneHour = 1_000_000 }).Total);

    [Fact]
    public void Calculate_FreeModel_IsZero() =>
        Assert.Equal(0, new ModelPrice { Rates = new() { Input = 0, Output = 0 } }.Calculate(s_every).Total);

    [Fact]
    public void Calculate_VariantWithEveryRate_ReplacesAllRates() => Assert.Equal(
        new ModelPrice { Rates = Rates(2) }.Calculate(s_every),
        new ModelPrice { Rates = Rates(1), Variants = [new() { Rates = Rates(2) }] }.Calculate(s_every));

    [Fact]
    public void Calculate_MarginalVariantWithEveryRate_AppliesToTheShareAboveTheThreshold()
    {
        var usage = new TokenUsage
        {
            Input = 1_000, InputCacheRead = 1_000, InputCacheWrite = 1_000, InputCacheWriteOneHour = 1_000, InputAudio = 1_000,
            InputAudioCacheRead = 1_000,
            InputImage = 1_000, InputImageCacheRead = 1_000, InputVideo = 1_000, Output = 1_000, OutputReasoning = 1_000,
            OutputCitation = 1_000,
            OutputAudio = 1_000, OutputImage = 1_000, OutputVideo = 1_000,
        };

        // Half of the prompt is above the threshold, so the higher rate applies to half of the tokens of each class.
        var price = new ModelPrice
        {
            Rates = Rates(2),
            Variants = [new() { FromInputTokens = 4_501, IsMarginal = true, Rates = Rates(4) }],
        };

        Assert.Equal(new ModelPrice { Rates = Rates(3) }.Calculate(usage), price.Calculate(usage));
    }

    [Fact]
    public void Calculate_MarginalFactor_AppliesToTheShareAboveTheThreshold() => Assert.Equal(
        1.5m,
        new ModelPrice
        {
            Rates = new() { Input = 1 },
            Variants = [new() { FromInputTokens = 500_001, IsMarginal = true, Factor = 2 }],
        }
            .Calculate(new TokenUsage { Input = 1_000_000 }).Total);

    [Fact]
    public void Calculate_MarginalRateOfAClassWithoutARate_AppliesToAllOfItsTokens() => Assert.Equal(
        2,
        new ModelPrice { Variants = [new() { FromInputTokens = 500_001, IsMarginal = true, Rates = new() { Input = 2 } }] }
            .Calculate(new TokenUsage { Input = 1_000_000 }).Total);

    public static TheoryData<string> RateNames => [.. TokenKinds.All.Select(kind => kind.ToString())];

    [Theory]
    [MemberData(nameof(RateNames))]
    public void IsPaidByTokens_AnyRateAboveZero_IsTrue(string name)
    {
        var paid = Only(name, 0.1m);
        var free = Only(name, 0);

        Assert.Equal((true, false), (paid.IsPaidByTokens, paid.IsFree));
        Assert.Equal((false, true), (free.IsPaidByTokens, free.IsFree));
    }

    [Fact]
    public void IsFree_PriceWithAFeeOrWithoutRates_IsFalse()
    {
        Assert.False(
            new ModelPrice { Rates = new() { Input = 0 }, Fees = [new() { Unit = BillableUnit.Image, Amount = 1 }] }.IsFree);
        Assert.False(new ModelPrice().IsFree);
    }

    [Theory]
    [InlineData(null, true)]
    [InlineData("standard", true)]
    [InlineData("Default", true)]
    [InlineData("auto", true)]
    [InlineData("ON_DEMAND", true)]
    [InlineData("", false)]
    [InlineData("Flex", true)]
    [InlineData("priority", true)]
    [InlineData("batch", false)]
    public void KnowsTier_StandardOrNamedByAVariant_IsTrue(string? tier, bool isKnown) => Assert.Equal(
        isKnown,
        new ModelPrice { Variants = [new() { ServiceTier = "flex" }, new() { ServiceTier = "priority" }] }.KnowsTier(tier));

    [Theory]
    [InlineData(199_999, 1.25, 10)]
    [InlineData(200_000, 1.25, 10)]
    [InlineData(200_001, 2.5, 15)]
    [InlineData(1_000_000, 2.5, 15)]
    public void Calculate_LongPrompt_BillsTheWholeRequestAtTheHigherRates(long input, double inputRate, double outputRate)
    {
        // Gemini 2.5 Pro has higher rates for "prompts > 200k".
        var price = new ModelPrice
        {
            Rates = new() { Input = 1.25m, Output = 10 },
            Variants = [new() { FromInputTokens = 200_001, Rates = new() { Input = 2.5m, Output = 15 } }],
        };

        Assert.Equal(
            (input * (decimal)inputRate + 1_000 * (decimal)outputRate) / 1_000_000,
            price.Calculate(new TokenUsage { Input = input, Output = 1_000 }).Total);
    }

    [Fact]
    public void Calculate_LongPrompt_CountsCachedTokensToo()
    {
        var price = new ModelPrice
        {
            Rates = new() { Input = 1, InputCacheRead = 0.1m },
            Variants = [new() { FromInputTokens = 100, Rates = new() { Input = 2 } }],
        };

        Assert.Equal(
            (50 * 2m + 50 * 0.1m) / 1_000_000, price.Calculate(new TokenUsage { Input = 50, InputCacheRead = 50 }).Total);
    }

    [Theory]
    [InlineData(PromptSizeBasis.Input, 2)]
    [InlineData(PromptSizeBasis.UncachedInput, 1)]
    [InlineData(PromptSizeBasis.InputAndOutput, 2)]
    public void Calculate_SizeBasis_DeterminesWhatIsCounted(PromptSizeBasis basis, int rate)
    {
        var price = new ModelPrice
        {
            Rates = new() { Input = 1, InputCacheRead = 0, Output = 0 },
            Variants = [new() { FromInputTokens = 100, SizeBasis = basis, Rates = new() { Input = 2 } }],
        };

        Assert.Equal(
            rate * 60m / 1_000_000, price.Calculate(new TokenUsage { Input = 60, InputCacheRead = 40, Output = 1 }).Total);
    }

    [Fact]
    public void Calculate_MarginalTier_AppliesOnlyAboveTheThreshold()
    {
        var price = new ModelPrice
        {
            Rates = new() { Input = 1 },
            Variants = [new() { FromInputTokens = 101, IsMarginal = true, Rates = new() { Input = 3 } }],
        };

        Assert.Equal((100 * 1m + 100 * 3m) / 1_000_000, price.Calculate(new TokenUsage { Input = 200 }).Total);
        Assert.Equal(100 * 1m / 1_000_000, price.Calculate(new TokenUsage { Input = 100 }).Total);
    }

    [Fact]
    public void Calculate_ActualTier_ReplacesOnlyItsRates()
    {
        // Flex halves the rates that it lists. The reasoning rate is not listed and does not change.
        var price = new ModelPrice
        {
            Rates = new() { Input = 1.5m, Output = 7.5m, OutputReasoning = 7.5m },
            Variants = [new() { ServiceTier = "flex", Rates = new() { Input = 0.75m, Output = 3.75m } }],
        };

        Assert.Equal(
            (100 * 0.75m + 10 * 3.75m + 5 * 7.5m) / 1_000_000,
            price.Calculate(
                new TokenUsage { Input = 100, Output = 10, OutputReasoning = 5 }, new() { ServiceTier = "FLEX" }, []).Total);
        Assert.Equal(100 * 1.5m / 1_000_000, price.Calculate(new TokenUsage { Input = 100 }).Total);
    }

    [Fact]
    public void Calculate_TierAndSizeTogether_TheVariantOfBothApplies()
    {
        var price = new ModelPrice
        {
            Rates = new() { Input = 5 },
            Variants =
            [
                new() { FromInputTokens = 272_000, Rates = new() { Input = 10 } },
                new() { ServiceTier = "priority", Rates = new() { Input = 11 } },
                new() { ServiceTier = "priority", FromInputTokens = 272_000, Rates = new() { Input = 20 } },
            ],
        };

        Assert.Equal(20m, price.Calculate(new TokenUsage { Input = 1_000_000 }, new() { ServiceTier = "priority" }, []).Total);
        Assert.Equal(11m / 10, price.Calculate(new TokenUsage { Input = 100_000 }, new() { ServiceTier = "priority" }, []).Total);
    }

    [Fact]
    public void Calculate_FastAndUs_MultipliersStackOnEveryTokenClassAndNotOnFees()
    {
        // Claude Opus: fast mode costs twice as much, and US-only inference 1.1 times as much. Searches cost the same.
        var price = new ModelPrice
        {
            Rates = new() { Input = 5, InputCacheRead = 0.5m },
            Variants = [new() { Speed = "fast", Factor = 2 }, new() { Region = "us", Factor = 1.1m }],
            Fees = [new() { Unit = BillableUnit.WebSearch, Amount = 10, Per = 1_000 }],
        };

        var cost = price.Calculate(
            new TokenUsage { Input = 1_000, InputCacheRead = 1_000 },
            new() { Speed = "fast", Region = "us" },
            [new() { Unit = BillableUnit.WebSearch, Quantity = 3 }]);

        Assert.Equal(1_000 * 5.5m * 2.2m / 1_000_000, cost.Total - cost.Fee);
        Assert.Equal(0.03m, cost.Fee);
    }

    [Fact]
    public void Calculate_RequestFee_IsChargedOncePerCall()
    {
        var price = new ModelPrice
        {
            Rates = new() { Input = 2 },
            Fees = [new() { Unit = BillableUnit.Request, Amount = 14, Per = 1_000 }],
        };

        Assert.Equal(0.014m, price.Calculate(default).Fee);
        Assert.Equal(0.028m, price.Calculate(default, default, [new() { Unit = BillableUnit.Request, Quantity = 2 }]).Fee);
    }

    [Fact]
    public void Calculate_FeeOfAKind_TakesPrecedenceOverTheGeneralFee()
    {
        var price = new ModelPrice
        {
            Fees =
            [
                new() { Unit = BillableUnit.Image, Amount = 0.04m },
                new() { Unit = BillableUnit.Image, Kind = "hd/1024-x-1792", Amount = 0.12m },
            ],
        };

        Assert.Equal(
            0.24m,
            price.Calculate(default, default, [new() { Unit = BillableUnit.Image, Quantity = 2, Kind = "hd/1024-x-1792" }]).Fee);
        Assert.Equal(
            0.08m, price.Calculate(default, default, [new() { Unit = BillableUnit.Image, Quantity = 2, Kind = "standard" }]).Fee);
    }

    [Fact]
    public void Calculate_SecondsAtAnHourlyPrice_AreDividedLast()
    {
        // whisper-1: 0.006 USD per minute.
        var price = new ModelPrice { Fees = [new() { Unit = BillableUnit.AudioSecond, Amount = 0.36m, Per = 3_600 }] };

        Assert.Equal(
            0.009m, price.Calculate(default, default, [new() { Unit = BillableUnit.InputAudioSecond, Quantity = 90 }]).Fee);
    }

    [Property(MaxTest = 2_000)]
    public void Calculate_AnyCountAndRate_IsExact(NonNegativeInt tokens, NonNegativeInt rate, byte scale)
    {
        var digits = scale % 7;
        var ratePerMillion = new decimal(rate.Get, 0, 0, false, (byte)digits);

        var cost = new ModelPrice { Rates = new() { Input = ratePerMillion } }.Calculate(
            new TokenUsage { Input = tokens.Get }).Total;

        // cost × 10^6 × 10^digits = tokens × rate, where both sides are integers.
        Assert.Equal((BigInteger)tokens.Get * rate.Get, (BigInteger)(cost * 1_000_000m * (decimal)BigInteger.Pow(10, digits)));
        Assert.Equal(0, cost * 1_000_000m * (decimal)BigInteger.Pow(10, digits) % 1);
    }

    [Property(MaxTest = 2_000)]
    public void Calculate_EveryClassTimesAFactor_IsTheExactFraction(PositiveInt[] tokens, PositiveInt[] rates, byte factor)
    {
        // The rates per million tokens have six decimal places, and the factors are powers of two, so the sum is a multiple of
        // 10^-14 USD.
        var count = (int i) => tokens.ElementAtOrDefault(i)?.Get ?? 0;
        var rate = (int i) => rates.ElementAtOrDefault(i)?.Get ?? 0;
        var perMillion = (int i) => rate(i) / 1_000_000m;
        var price = new ModelPrice
        {
            Rates = new()
            {
                Input = perMillion(0),
                InputCacheRead = perMillion(1),
                InputCacheWrite = perMillion(2),
                InputCacheWriteOneHour = perMillion(3),
                InputAudio = perMillion(4),
                InputImage = perMillion(5),
                InputVideo = perMillion(6),
                Output = perMillion(7),
                OutputReasoning = perMillion(8),
                OutputAudio = perMillion(9),
                OutputImage = perMillion(10),
            },
            Variants = [new() { Factor = 1 + (factor / 100m) }],
        };
        var usage = new TokenUsage
        {
            Input = count(0), InputCacheRead = count(1), InputCacheWrite = count(2), InputCacheWriteOneHour = count(3),
            InputAudio = count(4), InputImage = count(5), InputVideo = count(6),
            Output = count(7), OutputReasoning = count(8), OutputAudio = count(9), OutputImage = count(10),
        };

        var cost = price.Calculate(usage).Total;

        var expected = Enumerable.Range(0, 11).Aggregate(
            BigInteger.Zero, (sum, i) => sum + ((BigInteger)count(i) * rate(i) * (100 + factor)));
        Assert.Equal(expected, (BigInteger)(cost * 100_000_000_000_000m));
        Assert.Equal(0, cost * 100_000_000_000_000m % 1);
    }

    [Theory]
    [InlineData(null, null, 3)]
    [InlineData(0.3, null, 0.3)]
    [InlineData(null, 6.0, 6)]
    [InlineData(0.3, 6.0, 0.3)]
    public void Calculate_CachedImagesWithoutARate_AreCacheReads_OrElseImages(double? cacheRead, double? image, double rate) =>
        Assert.Equal(
        (decimal)rate,
        new ModelPrice { Rates = new() { Input = 3, InputCacheRead = (decimal?)cacheRead, InputImage = (decimal?)image } }
            .Calculate(new TokenUsage { InputImageCacheRead = 1_000_000 }).Total);

    [Fact]
    public void HasTokenRates_PriceWithOnlyVariants_IsTrue()
    {
        Assert.True(new ModelPrice { Variants = [new() { ServiceTier = "flex", Rates = new() { Input = 1 } }] }.HasTokenRates);
        Assert.False(new ModelPrice().HasTokenRates);
    }

    [Fact]
    public void Calculate_TheLargestPlausibleQuantity_IsCharged()
    {
        var price = new ModelPrice { Fees = [new() { Unit = BillableUnit.Image, Amount = 1 }] };

        Assert.Equal(
            CountLimits.Max,
            price.Calculate(default, default, [new() { Unit = BillableUnit.Image, Quantity = CountLimits.Max }]).Fee);
        Assert.Equal(
            0, price.Calculate(default, default, [new() { Unit = BillableUnit.Image, Quantity = CountLimits.Max + 1m }]).Fee);
        Assert.Equal(0, price.Calculate(default, default, [new() { Unit = BillableUnit.Image, Quantity = -1 }]).Fee);
    }

    [Fact]
    public void CostLine_MultipliesFirst_AndDividesLast() =>
        Assert.Equal(7.5m, new CostLine("image", 2, 3, 4, 5, CostDirection.Other).Cost);

    [Fact]
    public void Calculate_ChangedCopyOfAUsedPrice_HasItsOwnRates()
    {
        var price = new ModelPrice { Rates = new() { Input = 1 } };
        Assert.Equal(1, price.Calculate(new TokenUsage { Input = 1_000_000 }).Total);

        var dearer = price with { Rates = new() { Input = 2 }, Fees = [new() { Unit = BillableUnit.Request, Amount = 3 }] };

        Assert.Equal(2 + 3, dearer.Calculate(new TokenUsage { Input = 1_000_000 }).Total);
        Assert.Equal(1, price.Calculate(new TokenUsage { Input = 1_000_000 }).Total);
    }

    [Fact]
    public void Equals_UsedAndUnusedPrice_IsTrue()
    {
        var (used, unused) = (new ModelPrice { Rates = new() { Input = 1 } }, new ModelPrice { Rates = new() { Input = 1 } });

        used.Calculate(new TokenUsage { Input = 1 });

        Assert.Equal(used, unused);
        Assert.Equal(used.GetHashCode(), unused.GetHashCode());
        Assert.NotEqual(used, unused with { Rates = new() { Input = 2 } });
    }

    [Fact]
    public void Equals_PricesWithTheSameVariantsAndFees_IsTrue()
    {
        Assert.Equal(Price(factor: 2, fee: 1), Price(factor: 2, fee: 1));
        Assert.Equal(Price(factor: 2, fee: 1).GetHashCode(), Price(factor: 2, fee: 1).GetHashCode());
        Assert.NotEqual(Price(factor: 3, fee: 1), Price(factor: 2, fee: 1));
        Assert.NotEqual(Price(factor: 2, fee: 3), Price(factor: 2, fee: 1));

        static ModelPrice Price(decimal factor, decimal fee) => new()
        {
            Rates = new() { Input = 1 },
            Variants = [new() { Region = "us", Factor = factor, Rates = new() { Output = 2 } }],
            Fees = [new() { Unit = BillableUnit.Image, Amount = fee }],
        };
    }

    [Fact]
    public void Calculate_RateWithTheMostDecimals_IsExact()
    {
        const decimal Rate = 0.0000000000000000000000000123m;

        // The cost of one token is less than the smallest amount that a decimal can represent.
        Assert.Equal(
            Rate, new ModelPrice { Rates = new() { Input = Rate } }.Calculate(new TokenUsage { Input = 1_000_000 }).Total);
        Assert.Equal(
            2 * Rate,
            new ModelPrice { Rates = new() { Input = Rate, Output = Rate } }.Calculate(
                new TokenUsage { Input = 1_000_000, Output = 1_000_000 }).Total);
    }

    /// <summary>These counts are not realistic, but their costs are still exact.</summary>
    [Theory]
    [InlineData(10_000_000_000)]
    [InlineData(10_000_000_001)]
    [InlineData(long.MaxValue)]
    [InlineData(-5)]
    public void Calculate_ImplausibleCount_IsMultipliedLikeAnyOther(long tokens)
    {
        var price = new ModelPrice { Rates = new() { Input = 2.5m, Output = 10 } };

        Assert.Equal(tokens * 2.5m / 1_000_000 + 0.00001m, price.Calculate(new TokenUsage { Input = tokens, Output = 1 }).Total);
        Assert.Equal(tokens * 10m / 1_000_000 + 0.0000025m, price.Calculate(new TokenUsage { Input = 1, Output = tokens }).Total);
    }

    [Fact]
    public void Calculate_ImplausibleCount_IsMultipliedSeparately()
    {
        const decimal Rate = 288_230.376151711744m;

        Assert.Equal(
            -5 * 2.5m / 1_000_000,
            new ModelPrice { Rates = new() { Input = 2.5m } }.Calculate(new TokenUsage { Input = -5 }).Total);
        Assert.Equal(
            long.MaxValue * Rate * 0.000001m,
            new ModelPrice { Rates = new() { Input = Rate } }.Calculate(new TokenUsage { Input = long.MaxValue }).Total);
    }

    /// <summary>Tests rates that have no common unit, because one rate has very many digits.</summary>
    [Theory]
    [InlineData("600.0000000000000000000001", "0.1")]
    [InlineData("288230.376151711745", "0.1")]
    [InlineData("288230.376151711744", "0.1")]
    [InlineData("12345678901234567890123", "0.0000000000000000000001")]
    [InlineData("-1.5", "2")]
    public void Calculate_RatesWithVeryManyDigits_AreExact(string input, string output)
    {
        var (inputRate, outputRate) = (
            decimal.Parse(input, CultureInfo.InvariantCulture), decimal.Parse(output, CultureInfo.InvariantCulture));

        var cost = new ModelPrice { Rates = new() { Input = inputRate, Output = outputRate } }.Calculate(
            new TokenUsage { Input = 1_000_000, Output = 3_000_000 });

        Assert.Equal((inputRate, 3 * outputRate), (cost.Input, cost.Output));
    }

    /// <summary>Tests the largest accepted count of every class at the highest rate that is stored as an integer.</summary>
    [Fact]
    public void Calculate_LargestCountsAndRates_AreExact()
    {
        const decimal Rate = 288_230.376151711744m;
        var counts = default(TokenKindCounts);
        ((Span<long>)counts).Fill(CountLimits.Max);

        var cost = new ModelPrice { Rates = new() { Input = Rate, Output = Rate } }.Calculate(new TokenUsage(in counts));

        Assert.Equal(TokenKindCounts.Length * Rate * CountLimits.Max / 1_000_000, cost.Total);
        Assert.Equal(cost.Total, Enum.GetValues<TokenClass>().Sum(tokenClass => cost[tokenClass]));
    }

    [Property(MaxTest = 1_000)]
    public void Calculate_VariantWithEqualRates_HasNoEffect(PositiveInt[] tokens, NonNegativeInt[] rates)
    {
        var count = (int i) => tokens.ElementAtOrDefault(i)?.Get ?? 0;
        var rate = (int i) => rates.ElementAtOrDefault(i)?.Get / 1_000m;
        var plain = new ModelPrice
        {
            Rates = new()
            {
                Input = rate(0),
                InputCacheRead = rate(1),
                InputCacheWrite = rate(2),
                InputCacheWriteOneHour = rate(3),
                InputAudio = rate(4),
                InputAudioCacheRead = rate(5),
                InputImage = rate(6),
                InputImageCacheRead = rate(7),
                InputVideo = rate(8),
                Output = rate(9),
                OutputReasoning = rate(10),
                OutputCitation = rate(11),
                OutputAudio = rate(12),
                OutputImage = rate(13),
                OutputVideo = rate(14),
            },
        };
        var usage = new TokenUsage
        {
            Input = count(14), InputCacheRead = count(13), InputCacheWrite = count(12), InputCacheWriteOneHour = count(11),
            InputAudio = count(10),
            InputAudioCacheRead = count(9), InputImage = count(8), InputImageCacheRead = count(7), InputVideo = count(6),
            Output = count(5), OutputReasoning = count(4), OutputCitation = count(3), OutputAudio = count(2),
            OutputImage = count(1), OutputVideo = count(0),
        };

        Assert.Equal((plain with { Variants = [new() { Factor = 1 }] }).Calculate(usage), plain.Calculate(usage));
    }

    [Property(MaxTest = 1_000)]
    public void Calculate_MoreTokens_NeverCostLess(
        NonNegativeInt input, NonNegativeInt cached, NonNegativeInt output, NonNegativeInt more)
    {
        var price = PriceOf("openai", "gpt-5.4");
        var usage = new TokenUsage { Input = input.Get, InputCacheRead = cached.Get, Output = output.Get };

        Assert.True(price.Calculate(usage with { Input = usage.Input + more.Get }).Total >= price.Calculate(usage).Total);
        Assert.True(
            price.Calculate(
                usage with { InputCacheRead = usage.InputCacheRead + more.Get }).Total >= price.Calculate(usage).Total);
        Assert.True(price.Calculate(usage with { Output = usage.Output + more.Get }).Total >= price.Calculate(usage).Total);
    }

    [Property(MaxTest = 1_000)]
    public void Calculate_LinearPrice_OfASumIsTheSum(
        NonNegativeInt a, NonNegativeInt b, NonNegativeInt c, NonNegativeInt d)
    {
        var price = PriceOf("openai", "gpt-4o");
        var first = new TokenUsage { Input = a.Get, Output = b.Get };
        var second = new TokenUsage { Input = c.Get, InputCacheRead = d.Get };

        Assert.Equal(price.Calculate(first).Total + price.Calculate(second).Total, price.Calculate(first + second).Total);
    }

    private static ModelPrice PriceOf(string provider, string model)
    {
        Assert.True(PriceCatalog.Default.TryGetPrice(provider, model, DateTimeOffset.UnixEpoch, out var price));
        return price;
    }

    private static TokenRates Rates(int times) => new()
    {
        Input = times, InputCacheRead = times * 2, InputCacheWrite = times * 3, InputCacheWriteOneHour = times * 4,
        InputAudio = times * 5,
        InputAudioCacheRead = times * 6, InputImage = times * 7, InputImageCacheRead = times * 8, InputVideo = times * 9,
        Output = times * 10,
        OutputReasoning = times * 11, OutputCitation = times * 12, OutputAudio = times * 13, OutputImage = times * 14,
        OutputVideo = times * 15,
    };

    private static ModelPrice Only(string name, decimal rate)
    {
        var rates = new TokenRates();
        typeof(TokenRates).GetProperty(name)!.SetValue(rates, rate);
        return new ModelPrice { Rates = rates };
    }
}
