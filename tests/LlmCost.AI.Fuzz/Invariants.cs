namespace LlmCost.AI.Fuzz;

/// <summary>Invariants of every record, regardless of what a provider reports.</summary>
internal static class Invariants
{
    public static void Hold(CostRecord record)
    {
        var usage = record.Usage;
        foreach (var tokenClass in Enum.GetValues<TokenClass>())
        {
            Assert.True(usage[tokenClass] >= 0, $"{usage[tokenClass]} tokens of {tokenClass}");
        }

        Assert.Equal(usage.Total, Enum.GetValues<TokenClass>().Sum(tokenClass => usage[tokenClass]));
        if (record.Cost is { } cost)
        {
            Assert.Equal(cost.Total, Enum.GetValues<TokenClass>().Sum(tokenClass => cost[tokenClass]));
            Assert.All(
                Enum.GetValues<TokenClass>(),
                tokenClass => Assert.True(cost[tokenClass] >= 0, $"{cost[tokenClass]} USD of {tokenClass}"));
            Assert.Equal(UnpricedReason.None, record.UnpricedReason);
        }

        Assert.Equal(record.Cost?.Total ?? 0, record.Charges.Sum(charge => charge.Cost));
        Assert.All(record.Charges, charge => Assert.True(charge.Cost >= 0, charge.ToString()));
        Assert.True(record.ListCost is null or >= 0, $"a list price of {record.ListCost}");
        Assert.True(record.Duration >= TimeSpan.Zero);
    }
}
