using FsCheck;
using FsCheck.Xunit;

namespace LlmCost.AI.Reconciliation.Tests.Comparison;

public sealed class CellTests
{
    /// <summary>For any quantities and amounts, the sum of the effects equals the difference to the last digit.</summary>
    [Property(MaxTest = 2_000)]
    public void Effects_AddUpToTheDifference(
        bool isMetered, bool isBilled, PositiveInt meteredQuantity, PositiveInt billedQuantity, int metered, int billed,
        bool hasQuantity)
    {
        var cell = new Cell(new CellKey(new DateOnly(2026, 11, 1), "openai", null, "gpt-4o", "input"))
        {
            IsMetered = isMetered,
            MeteredQuantity = isMetered ? meteredQuantity.Get : 0,
            Metered = isMetered ? Math.Abs((decimal)metered) / 3_000_017m : 0,
            Lines = isBilled ? 1 : 0,
            BilledQuantity = isBilled && hasQuantity ? billedQuantity.Get : null,
            Billed = isBilled ? billed / 7_000_003m : 0,
        };

        var (quantity, price, billOnly, ledgerOnly, withoutQuantity) = cell.Effects();

        Assert.Equal(
            decimal.Round(cell.Difference, 24), decimal.Round(quantity + price + billOnly + ledgerOnly + withoutQuantity, 24));
    }

    [Fact]
    public void Effects_MatchTheFormula()
    {
        var cell = new Cell(new CellKey(new DateOnly(2026, 11, 1), "openai", null, "gpt-4o", "input"))
        {
            IsMetered = true,
            MeteredQuantity = 1_000_000,
            Metered = 2.50m,
            Lines = 1,
            BilledQuantity = 1_200_000,
            Billed = 3.30m,
        };

        var effects = cell.Effects();

        Assert.Equal((1_200_000 - 1_000_000) * 0.0000025m, effects.Quantity);
        Assert.Equal(1_200_000 * (0.00000275m - 0.0000025m), effects.Price);
    }
}
