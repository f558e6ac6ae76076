namespace LlmCost.AI.Tests;

public sealed class UsageUnitsTests
{
    [Fact]
    public void Usage_IsListedByUnit_AndReadBackWithoutLoss()
    {
        var usage = new TokenUsage
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
        };
        BillableQuantity[] quantities =
        [
            .. Enum.GetValues<BillableUnit>().Select((unit, i) => new BillableQuantity { Unit = unit, Quantity = i + 0.5m }),
            new BillableQuantity { Unit = BillableUnit.Image, Kind = "1024x1024/high", Quantity = 3 },
        ];

        var units = UsageUnits.List(usage, quantities);

        Assert.Equal(15 + quantities.Length, units.Count);
        Assert.Equal(units.Count, units.DistinctBy(unit => (unit.Unit, unit.Kind)).Count());
        Assert.Equal(usage, UsageUnits.ReadTokens(units));
        Assert.Equal(quantities, UsageUnits.ReadQuantities(units));
        Assert.All(units, unit => Assert.Equal(unit.Quantity % 1 is 0 && unit.Kind is null, UsageUnits.IsTokens(unit.Unit)));
    }

    [Fact]
    public void Amounts_OfTheSameUnit_AreAdded()
    {
        UnitQuantity[] units = [new() { Unit = "input", Quantity = 200_000 }, new() { Unit = "input", Quantity = 17 }];

        Assert.Equal(200_017, UsageUnits.ReadTokens(units).Input);
    }

    [Fact]
    public void Units_HaveTheNamesUsedInCharges()
    {
        using var meter = new CostMeter();
        var usage = new TokenUsage { Input = 1_000, InputCacheRead = 2_000, Output = 30, OutputReasoning = 4 };
        BillableQuantity[] quantities = [new() { Unit = BillableUnit.WebSearch, Quantity = 2 }];

        var charges = meter.Estimate("openai", "gpt-5.1", usage, quantities: quantities).Charges;

        Assert.NotEmpty(charges);
        Assert.Subset(
            UsageUnits.List(usage, quantities).Select(unit => unit.Unit).ToHashSet(),
            charges.Select(charge => charge.Unit).ToHashSet());
    }
}
