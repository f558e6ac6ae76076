namespace LlmCost.AI.Tests;

public sealed class ExchangeRatesTests
{
    private static readonly ExchangeRates s_rates = new([KeyValuePair.Create("EUR", 1.16m)]);

    [Theory]
    [InlineData(null, 1)]
    [InlineData("USD", 1)]
    [InlineData("usd", 1)]
    [InlineData("EUR", 1.16)]
    [InlineData("eur", 1.16)]
    public void Of_CurrencyWithARate_IsItsValueInUsd(string? currency, double rate) =>
        Assert.Equal((decimal)rate, s_rates.Of(currency));

    [Fact]
    public void Of_CurrencyWithoutARate_IsUnknown() => Assert.Null(s_rates.Of("CNY"));

    [Fact]
    public void ToUsd_EveryRateAndFee_IsMultipliedOnce()
    {
        var price = ExchangeRates.ToUsd(
            new ModelPrice
            {
                Rates = Rates(1),
                Variants = [new PriceVariant { ServiceTier = "flex", Factor = 1.5m, Rates = Rates(2) }],
                Fees = [new FeeRate { Unit = BillableUnit.Image, Amount = 3, Per = 1_000 }]},
            2);

        Assert.Equal(Rates(2), price.Rates);
        Assert.Equal([new PriceVariant { ServiceTier = "flex", Factor = 1.5m, Rates = Rates(4) }], price.Variants);
        Assert.Equal([new FeeRate { Unit = BillableUnit.Image, Amount = 6, Per = 1_000 }], price.Fees);
    }

    [Fact]
    public void ToUsd_RateOfOneWithDecimals_DoesNotChangeThePrice()
    {
        var price = ExchangeRates.ToUsd(new ModelPrice { Rates = new() { Input = 0.5m } }, 1.000m);

        Assert.Equal("0.5", price.Rates.Input?.ToString(System.Globalization.CultureInfo.InvariantCulture));
    }

    private static TokenRates Rates(int times) => new()
    {
        Input = times, InputCacheRead = times * 2, InputCacheWrite = times * 3, InputCacheWriteOneHour = times * 4,
        InputAudio = times * 5,
        InputAudioCacheRead = times * 6, InputImage = times * 7, InputImageCacheRead = times * 8, InputVideo = times * 9,
        Output = times * 10, OutputReasoning = times * 11, OutputCitation = times * 12, OutputAudio = times * 13,
        OutputImage = times * 14, OutputVideo = times * 15,
    };
}
