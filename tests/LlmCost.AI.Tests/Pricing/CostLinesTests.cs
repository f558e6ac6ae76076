namespace LlmCost.AI.Tests;

public sealed class CostLinesTests
{
    private static readonly CostLine s_input = new("input", 1_000, 2, 1_000_000, 1, CostDirection.Input);
    private static readonly CostLine s_output = new("output", 100, 10, 1_000_000, 1.1m, CostDirection.Output);
    private static readonly CostLine s_images = new("image", 2, 0.04m, 1, 1, CostDirection.Other, "hd");

    [Fact]
    public void AddTo_CostFromThePrice_AddsOneChargePerLine() => Assert.Equal(
        [
            new Charge
            {
                Unit = "input", Direction = CostDirection.Input,
                Quantity = 1_000, UnitPrice = 2, Per = 1_000_000, Cost = 0.002m, ListCost = 0.002m,
            },
            new Charge
            {
                Unit = "output", Direction = CostDirection.Output,
                Quantity = 100, UnitPrice = 11, Per = 1_000_000, Cost = 0.0011m, ListCost = 0.0011m,
            },
            new Charge
            {
                Unit = "image", Kind = "hd", Direction = CostDirection.Other,
                Quantity = 2, UnitPrice = 0.04m, Per = 1, Cost = 0.08m, ListCost = 0.08m,
            },
        ],
        Charges([s_input, s_output, s_images], 0.0831m, new CostBreakdown { Input = 0.002m, Output = 0.0011m, Fee = 0.08m }));

    [Fact]
    public void AddTo_LessThanThePrice_IsDistributedProportionally()
    {
        var charges = Charges([s_input, s_images], 0.082m, new CostBreakdown { Input = 0.001m, Fee = 0.04m });

        Assert.Equal([(0.001m, 0.002m), (0.04m, 0.08m)], charges.Select(charge => (charge.Cost, charge.ListCost!.Value)));
    }

    [Fact]
    public void AddTo_EndlessFraction_AddsTheRestToTheLargestCharge()
    {
        var lines = new[] { s_input with { Count = 1 }, s_input with { Count = 5 }, s_input with { Count = 1 } };

        var charges = Charges(lines, 0.000014m, new CostBreakdown { Input = 0.00001m });

        Assert.Equal(
            [0.000001428571428571m, 0.000007142857142858m, 0.000001428571428571m], charges.Select(charge => charge.Cost));
        Assert.Equal(0.00001m, charges.Sum(charge => charge.Cost));
    }

    [Fact]
    public void AddTo_MoreThanThePrice_AddsASeparateUnexplainedCharge() => Assert.Equal(
        [("input", 0.002m, 0.002m), (Charge.UnallocatedUnit, 0.098m, 0m)],
        Charges([s_input], 0.002m, new CostBreakdown { Input = 0.002m, Unallocated = 0.098m })
            .Select(charge => (charge.Unit, charge.Cost, charge.ListCost!.Value)));

    [Theory]
    [InlineData(0.1)]
    [InlineData(0)]
    public void AddTo_ReportedCostWithoutAPrice_IsOneCharge(double reported)
    {
        var charge = Assert.Single(Charges([], listCost: null, new CostBreakdown { Unallocated = (decimal)reported }));

        Assert.Equal((Charge.UnallocatedUnit, 1m), (charge.Unit, charge.Quantity));
        Assert.Equal(((decimal)reported, (decimal)reported), (charge.UnitPrice, charge.Cost));
        Assert.Null(charge.ListCost);
    }

    [Fact]
    public void AddTo_FreeTokens_AreChargesOfZero()
    {
        var charge = Assert.Single(Charges([s_input with { Rate = 0 }], 0, default));

        Assert.Equal((0m, 0m), (charge.Cost, charge.ListCost));
    }

    private static List<Charge> Charges(IReadOnlyList<CostLine> lines, decimal? listCost, CostBreakdown cost)
    {
        var charges = new List<Charge>();
        var amounts = default(TokenClassAmounts);
        cost.Amounts.CopyTo(amounts);
        CostLines.AddTo(charges, lines, listCost, in amounts);
        return charges;
    }
}
