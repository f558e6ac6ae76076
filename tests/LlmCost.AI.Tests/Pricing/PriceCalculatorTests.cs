namespace LlmCost.AI.Tests;

public sealed class PriceCalculatorTests
{
    [Fact]
    public void Calculate_EveryTokenClass_HasASeparateLine()
    {
        var usage = new TokenUsage
        {
            Input = 1, InputCacheRead = 2, InputCacheWrite = 3, InputCacheWriteOneHour = 4, InputAudio = 5,
            InputAudioCacheRead = 6,
            InputImage = 7, InputImageCacheRead = 8, InputVideo = 9,
            Output = 10, OutputReasoning = 11, OutputCitation = 12, OutputAudio = 13, OutputImage = 14, OutputVideo = 15,
        };

        Assert.Equal(
            [
                new CostLine("input", 1, 20, 1_000_000, 1, CostDirection.Input),
                new CostLine("input_cache_read", 2, 20, 1_000_000, 1, CostDirection.Input),
                new CostLine("input_cache_write", 3, 20, 1_000_000, 1, CostDirection.Input),
                new CostLine("input_cache_write_1h", 4, 20, 1_000_000, 1, CostDirection.Input),
                new CostLine("input_audio", 5, 20, 1_000_000, 1, CostDirection.Input),
                new CostLine("input_audio_cache_read", 6, 20, 1_000_000, 1, CostDirection.Input),
                new CostLine("input_image", 7, 20, 1_000_000, 1, CostDirection.Input),
                new CostLine("input_image_cache_read", 8, 20, 1_000_000, 1, CostDirection.Input),
                new CostLine("input_video", 9, 20, 1_000_000, 1, CostDirection.Input),
                new CostLine("output", 10, 30, 1_000_000, 1, CostDirection.Output),
                new CostLine("output_reasoning", 11, 30, 1_000_000, 1, CostDirection.Output),
                new CostLine("output_citation", 12, 30, 1_000_000, 1, CostDirection.Output),
                new CostLine("output_audio", 13, 30, 1_000_000, 1, CostDirection.Output),
                new CostLine("output_image", 14, 30, 1_000_000, 1, CostDirection.Output),
                new CostLine("output_video", 15, 30, 1_000_000, 1, CostDirection.Output),
            ],
            Lines(new ModelPrice { Rates = new() { Input = 20, Output = 30 } }, usage));
    }

    [Fact]
    public void Calculate_FactorOfATier_IsInTheLineNextToTheRate() => Assert.Equal(
        [new CostLine("input", 100, 4, 1_000_000, 0.5m, CostDirection.Input)],
        Lines(
            new ModelPrice { Rates = new() { Input = 4 }, Variants = [new() { ServiceTier = "batch", Factor = 0.5m }] },
            new TokenUsage { Input = 100 },
            new() { ServiceTier = "batch" }));

    [Fact]
    public void Calculate_TokensWithoutARate_HaveNoLine() =>
        Assert.Equal(
            ["input"],
            Lines(new ModelPrice { Rates = new() { Input = 1 } }, new TokenUsage { Input = 1, Output = 1 })
                .Select(line => line.Unit));

    [Fact]
    public void Calculate_Fees_HaveLinesWithTheDirectionOfThePrice()
    {
        var price = new ModelPrice
        {
            Fees =
            [
                new() { Unit = BillableUnit.Request, Amount = 1 },
                new() { Unit = BillableUnit.WebSearch, Amount = 10, Per = 1_000 },
                new() { Unit = BillableUnit.InputAudioSecond, Amount = 2, Direction = CostDirection.Input },
                new() { Unit = BillableUnit.Image, Amount = 3, Direction = CostDirection.Output },
            ],
        };

        Assert.Equal(
            [
                new CostLine("request", 1, 1, 1, 1, CostDirection.Other),
                new CostLine("web_search", 4, 10, 1_000, 1, CostDirection.Other),
                new CostLine("input_audio_second", 5, 2, 1, 1, CostDirection.Input),
                new CostLine("image", 6, 3, 1, 1, CostDirection.Output),
            ],
            Lines(
                price, default, default, new() { Unit = BillableUnit.WebSearch, Quantity = 4 },
                new() { Unit = BillableUnit.InputAudioSecond, Quantity = 5 }, new() { Unit = BillableUnit.Image, Quantity = 6 }));
    }

    [Fact]
    public void Calculate_UnusedUnitOrUnitWithoutAFee_HasNoLine() => Assert.Empty(Lines(
        new ModelPrice { Fees = [new() { Unit = BillableUnit.Image, Amount = 1 }] }, default, default,
        new() { Unit = BillableUnit.Image, Quantity = 0 }, new() { Unit = BillableUnit.Pixel, Quantity = 5 }));

    [Fact]
    public void Calculate_Lines_AddUpToTheCost()
    {
        var price = new ModelPrice
        {
            Rates = new() { Input = 3, Output = 15 },
            Variants = [new() { Region = "us", Factor = 1.1m }],
            Fees =
            [
                new() { Unit = BillableUnit.Request, Amount = 14, Per = 1_000 },
                new() { Unit = BillableUnit.WebSearch, Amount = 0.01m },
            ],
        };
        var usage = new TokenUsage { Input = 1_000, InputCacheRead = 500, Output = 200 };
        var servedAs = new ServedAs { Region = "us" };
        BillableQuantity[] searches = [new() { Unit = BillableUnit.WebSearch, Quantity = 2 }];

        Assert.Equal(
            price.Calculate(usage, servedAs, searches).Total, Lines(price, usage, servedAs, searches).Sum(line => line.Cost));
    }

    [Fact]
    public void Calculate_ReportedRequests_AreChargedInsteadOfTheDefaultOfOne()
    {
        var price = new ModelPrice
        {
            Fees = [new() { Unit = BillableUnit.Request, Amount = 1 }, new() { Unit = BillableUnit.WebSearch, Amount = 10 }],
        };

        Assert.Equal(
            3 + 20,
            FeeOf(
                price,
                new() { Unit = BillableUnit.WebSearch, Quantity = 2 },
                new() { Unit = BillableUnit.Request, Quantity = 3 }));
        Assert.Equal(
            20,
            FeeOf(
                price,
                new() { Unit = BillableUnit.WebSearch, Quantity = 2 },
                new() { Unit = BillableUnit.Request, Quantity = 0 }));
        Assert.Equal(1 + 20, FeeOf(price, new BillableQuantity { Unit = BillableUnit.WebSearch, Quantity = 2 }));
    }

    public static TheoryData<BillableUnit, BillableUnit> Parts => new()
    {
        { BillableUnit.InputAudioSecond, BillableUnit.AudioSecond },
        { BillableUnit.OutputAudioSecond, BillableUnit.AudioSecond },
        { BillableUnit.AnnotatedPage, BillableUnit.Page },
    };

    [Theory]
    [MemberData(nameof(Parts))]
    public void Calculate_SubunitWithoutAFee_HasTheFeeOfItsUnit(BillableUnit part, BillableUnit whole) =>
        Assert.Equal(4, FeeOf(
            new ModelPrice { Fees = [new() { Unit = whole, Amount = 2 }] }, new BillableQuantity { Unit = part, Quantity = 2 }));

    [Theory]
    [MemberData(nameof(Parts))]
    public void Calculate_SubunitWithAFee_IgnoresTheFeeOfItsUnit(BillableUnit part, BillableUnit whole) => Assert.Equal(
        10,
        FeeOf(
            new ModelPrice { Fees = [new() { Unit = whole, Amount = 2 }, new() { Unit = part, Amount = 5 }] },
            new BillableQuantity { Unit = part, Quantity = 2 }));

    [Theory]
    [MemberData(nameof(Parts))]
    public void Calculate_SubunitWithAKindNamedOnlyByItsUnit_HasTheFeeOfTheSubunit(BillableUnit part, BillableUnit whole) =>
        Assert.Equal(
        10,
        FeeOf(
            new ModelPrice { Fees = [new() { Unit = whole, Kind = "hd", Amount = 2 }, new() { Unit = part, Amount = 5 }] },
            new BillableQuantity { Unit = part, Quantity = 2, Kind = "hd" }));

    [Theory]
    [MemberData(nameof(Parts))]
    public void Calculate_SubunitWithAKind_HasTheFeeOfThatKindOfItsUnit(BillableUnit part, BillableUnit whole) => Assert.Equal(
        4,
        FeeOf(
            new ModelPrice { Fees = [new() { Unit = whole, Amount = 1 }, new() { Unit = whole, Kind = "hd", Amount = 2 }] },
            new BillableQuantity { Unit = part, Quantity = 2, Kind = "HD" }));

    [Fact]
    public void Calculate_UnitWithAFeeOnlyForItsSubunit_CostsNothing() =>
        Assert.Equal(0, FeeOf(
            new ModelPrice { Fees = [new() { Unit = BillableUnit.AnnotatedPage, Amount = 2 }] },
            new BillableQuantity { Unit = BillableUnit.Page, Quantity = 2 }));

    [Theory]
    [InlineData(BillableUnit.InputAudioSecond)]
    [InlineData(BillableUnit.OutputAudioSecond)]
    public void Calculate_SecondsWithoutADirection_HaveTheFeeOfTheOnlyBilledDirection(BillableUnit charged) =>
        Assert.Equal(4, FeeOf(
            new ModelPrice { Fees = [new() { Unit = charged, Amount = 2 }] },
            new BillableQuantity { Unit = BillableUnit.AudioSecond, Quantity = 2 }));

    [Fact]
    public void Calculate_SecondsWithoutADirection_CostNothing_IfBothDirectionsAreBilled() => Assert.Equal(0, FeeOf(
        new ModelPrice
        {
            Fees =
            [
                new() { Unit = BillableUnit.InputAudioSecond, Amount = 2 },
                new() { Unit = BillableUnit.OutputAudioSecond, Amount = 3 },
            ],
        },
        new BillableQuantity { Unit = BillableUnit.AudioSecond, Quantity = 2 }));

    [Fact]
    public void Calculate_KindWithoutAFee_CostsNothing() => Assert.Equal(
        0,
        FeeOf(
            new ModelPrice { Fees = [new() { Unit = BillableUnit.Image, Kind = "hd", Amount = 2 }] },
            new BillableQuantity { Unit = BillableUnit.Image, Quantity = 1, Kind = "low" }));

    [Fact]
    public void Charged_SameUsageInTwoUnits_UsesTheUnitOfThePrice()
    {
        var images = new BillableQuantity { Unit = BillableUnit.Image, Quantity = 2 };
        var pixels = new BillableQuantity { Unit = BillableUnit.Pixel, Quantity = 2_000_000 };

        Assert.Equal([images], Charged([new() { Unit = BillableUnit.Image, Amount = 0.04m }], images, pixels));
        Assert.Equal([pixels], Charged([new() { Unit = BillableUnit.Pixel, Amount = 1, Per = 1_000_000 }], images, pixels));
        Assert.Empty(Charged([new() { Unit = BillableUnit.Character, Amount = 1 }], images, pixels));
    }

    [Fact]
    public void Charged_SubunitOfAPricedUnit_IsTrue()
    {
        var audio = new BillableQuantity { Unit = BillableUnit.InputAudioSecond, Quantity = 30 };

        Assert.Equal([audio], Charged([new() { Unit = BillableUnit.AudioSecond, Amount = 0.36m, Per = 3_600 }], audio));
    }

    [Theory]
    [InlineData("hd", true)]
    [InlineData("HD", true)]
    [InlineData("low", false)]
    [InlineData(null, true)]
    public void Charged_PricesPerKind_RequireAListedKind(string? kind, bool isCharged)
    {
        FeeRate[] fees =
        [
            new() { Unit = BillableUnit.Image, Amount = 0.04m }, new() { Unit = BillableUnit.Image, Kind = "hd", Amount = 0.08m },
        ];

        Assert.Equal(
            isCharged ? 1 : 0,
            Charged(fees, new BillableQuantity { Unit = BillableUnit.Image, Quantity = 1, Kind = kind }).Count);
    }

    [Fact]
    public void Charged_PricesWithoutKinds_AcceptAnyKind() =>
        Assert.Single(Charged(
            [new() { Unit = BillableUnit.Image, Amount = 0.04m }],
            new BillableQuantity { Unit = BillableUnit.Image, Quantity = 1, Kind = "low" }));

    [Fact]
    public void Charged_UnknownKind_IsTrueOnlyForPricesWithoutKinds()
    {
        BillableQuantity[] images = [new() { Unit = BillableUnit.Image, Quantity = 1, Kind = "hd" }];
        var hd = new FeeRate { Unit = BillableUnit.Image, Kind = "hd", Amount = 0.08m };

        Assert.Empty(PriceCalculator.Charged([hd], images, isKindKnown: false));
        Assert.Equal(images, PriceCalculator.Charged([hd with { Kind = null }], images, isKindKnown: false));
    }

    [Fact]
    public void Charged_KindsOfAnotherUnit_AreIgnored()
    {
        FeeRate[] fees =
        [
            new() { Unit = BillableUnit.Image, Kind = "hd", Amount = 0.08m }, new() { Unit = BillableUnit.Character, Amount = 1 },
        ];
        BillableQuantity[] characters = [new() { Unit = BillableUnit.Character, Quantity = 5 }];

        Assert.Equal(characters, PriceCalculator.Charged(fees, characters, isKindKnown: false));
    }

    [Theory]
    [InlineData(-1, false)]
    [InlineData(0, true)]
    [InlineData(CountLimits.Max, true)]
    [InlineData(CountLimits.Max + 1, false)]
    public void Charged_ImplausibleQuantity_IsFalse(long quantity, bool isCharged) => Assert.Equal(
        isCharged ? 1 : 0,
        Charged(
            [new() { Unit = BillableUnit.Character, Amount = 1 }],
            new BillableQuantity { Unit = BillableUnit.Character, Quantity = quantity }).Count);

    private static List<BillableQuantity> Charged(FeeRate[] fees, params BillableQuantity[] quantities) =>
        PriceCalculator.Charged(fees, quantities, isKindKnown: true);

    private static decimal FeeOf(ModelPrice price, params BillableQuantity[] quantities) =>
        price.Calculate(default, default, quantities).Fee;

    private static List<CostLine> Lines(
        ModelPrice price, TokenUsage usage, ServedAs servedAs = default, params BillableQuantity[] quantities)
    {
        var lines = new List<CostLine>();
        var amounts = default(TokenClassAmounts);
        var unrated = default(UnratedUsage);
        PriceCalculator.Calculate(price, in usage, in servedAs, quantities, lines, ref amounts, ref unrated);
        return lines;
    }
}
