namespace LlmCost.AI.Tests;

public sealed class PriceRulesTests
{
    [Fact]
    public void Violations_FreeAndMaximumPrices_AreValid()
    {
        Assert.Empty(PriceRules.Violations(new ModelPrice { Rates = new() { Input = 0, Output = 0 } }));
        Assert.Empty(PriceRules.Violations(new ModelPrice { Rates = new() { Input = 1_000_000, Output = 1_000_000 } }));
    }

    [Fact]
    public void Violations_EveryRateOutOfRange_IsReported()
    {
        const decimal negative = -0.1m;
        var price = new ModelPrice
        {
            Rates = new()
            {
                Input = negative,
                InputCacheRead = negative,
                InputCacheWrite = negative,
                InputCacheWriteOneHour = negative,
                InputAudio = negative,
                InputAudioCacheRead = negative,
                InputImage = negative,
                InputImageCacheRead = negative,
                InputVideo = negative,
                Output = negative,
                OutputReasoning = negative,
                OutputCitation = negative,
                OutputAudio = negative,
                OutputImage = negative,
                OutputVideo = negative,
            },
        };
        var rates = typeof(TokenRates).GetProperties().Where(property => property.PropertyType == typeof(decimal?)).ToList();

        Assert.Equal(15, rates.Count);
        Assert.Equal(
            rates.Select(rate => $"{rate.Name} is -0.1; it must be between 0 and 1000000 USD per million tokens.").Order(),
            PriceRules.Violations(price).Order());
    }

    [Fact]
    public void Violations_RateInAnotherUnit_IsReported() => Assert.Equal(
        ["Output is 1000000.01; it must be between 0 and 1000000 USD per million tokens."],
        PriceRules.Violations(new ModelPrice { Rates = new() { Input = 1, Output = 1_000_000.01m } }));

    /// <summary>Every call evaluates all variants and fees, so their number is limited.</summary>
    [Fact]
    public void Violations_TooManyParts_AreReported()
    {
        PriceVariant[] variants = [.. Enumerable.Repeat(new PriceVariant { Region = "us" }, 101)];
        FeeRate[] fees = [.. Enumerable.Repeat(new FeeRate { Unit = BillableUnit.Image, Amount = 1 }, 101)];

        Assert.Empty(
            PriceRules.Violations(new ModelPrice { Rates = new() { Input = 1 }, Variants = variants[1..], Fees = fees[1..] }));
        Assert.Equal(
            ["Variants has 101 entries; it must have at most 100."],
            PriceRules.Violations(new ModelPrice { Rates = new() { Input = 1 }, Variants = variants }));
        Assert.Equal(
            ["Fees has 101 entries; it must have at most 100."],
            PriceRules.Violations(new ModelPrice { Rates = new() { Input = 1 }, Fees = fees }));
    }

    /// <summary>A cost that exceeds the range of <c>decimal</c> would be lost.</summary>
    [Fact]
    public void Violations_TooLargeProductOfFactors_IsReported()
    {
        var variant = new PriceVariant { Factor = 100 };

        Assert.Empty(PriceRules.Violations(
            new ModelPrice { Rates = new() { Input = 1 }, Variants = [variant, variant, new() { Factor = 0.5m }] }));
        Assert.Equal(
            ["Variants have factors above 1 whose product is too large; the product must be at most 10000."],
            PriceRules.Violations(
                new ModelPrice { Rates = new() { Input = 1 }, Variants = [variant, variant, new() { Factor = 1.01m }] }));
    }

    [Fact]
    public void Violations_FeeForATinyQuantity_IsReported()
    {
        Assert.Empty(
            PriceRules.Violations(new ModelPrice { Fees = [new() { Unit = BillableUnit.Image, Amount = 1, Per = 0.000001m }] }));
        Assert.Equal(
            ["Fees[0] is 1 USD for 0.0000001 units; one unit must be at most 1000000 USD."],
            PriceRules.Violations(new ModelPrice { Fees = [new() { Unit = BillableUnit.Image, Amount = 1, Per = 0.0000001m }] }));
    }

    [Fact]
    public void Violations_OfVariantsAndFees_AreReportedWithTheirIndex()
    {
        var price = new ModelPrice
        {
            Rates = new() { Input = 1 },
            Variants = [new() { Factor = 2 }, new() { FromInputTokens = 0, Factor = -1, Rates = new() { Output = -2 } }],
            Fees =
            [
                new() { Unit = BillableUnit.Image, Amount = 1 },
                new() { Unit = BillableUnit.Image, Amount = -1, Per = -3 },
                new() { Unit = BillableUnit.Image, Amount = 1, Per = 0 },
            ],
        };

        Assert.Equal(
            [
                "Variants[1].FromInputTokens is 0; it must be 1 token or more.",
                "Variants[1].Factor is -1; it must be between 0 and 100.",
                "Variants[1].Rates.Output is -2; it must be between 0 and 1000000 USD per million tokens.",
                "Fees[1].Amount is -1; it must be between 0 and 1000000 USD.",
                "Fees[1].Per is -3; it must be greater than 0.",
                "Fees[2].Per is 0; it must be greater than 0.",
            ],
            PriceRules.Violations(price));
    }

    [Fact]
    public void Violations_InAnotherCulture_HaveTheSameText()
    {
        var culture = System.Globalization.CultureInfo.CurrentCulture;
        try
        {
            System.Globalization.CultureInfo.CurrentCulture = new("de-DE");

            Assert.Equal(
                ["Input is -0.5; it must be between 0 and 1000000 USD per million tokens."],
                PriceRules.Violations(new ModelPrice { Rates = new() { Input = -0.5m } }));
        }
        finally
        {
            System.Globalization.CultureInfo.CurrentCulture = culture;
        }
    }
}
