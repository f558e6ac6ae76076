namespace LlmCost.AI;

/// <summary>Amounts are in cents, or quantities are in thousands or millions.</summary>
internal sealed class UnitRule : ICauseRule
{
    private const decimal Precision = 0.002m;

    private static readonly decimal[] s_factors = [100, 1_000, 1_000_000, 0.01m, 0.001m, 0.000_001m];

    public void Explain(CauseScope scope)
    {
        foreach (var account in scope.OpenAccounts())
        {
            if (Ratios.Constant(account, Precision) is { } ratio && Factor(ratio) is { } amounts)
            {
                scope.Explain(
                    ReconciliationCause.Unit,
                    [.. account],
                    $"Every amount of the bill is {CauseScope.Ratio(amounts)} times the amount in the ledger.",
                    amounts is 100 or 0.01m
                        ? "Check the unit of the amounts: one side seems to be in cents. With --map, set the factor of the "
                            + "amount."
                        : "Check the unit of the prices: per token, per 1,000 tokens or per 1,000,000 tokens.");
                continue;
            }

            foreach (var unit in account.GroupBy(cell => (cell.Key.Model, cell.Key.Unit)))
            {
                var (billed, metered) = (unit.Sum(cell => cell.BilledQuantity ?? 0), unit.Sum(cell => cell.MeteredQuantity));
                if (billed > 0 && metered > 0 && Factor(billed / metered) is { } factor
                    && unit.All(cell => Math.Abs(cell.Difference) <= scope.Options.MinTolerance))
                {
                    scope.Explain(
                        ReconciliationCause.Unit,
                        [.. unit],
                        $"The quantities of the bill are {CauseScope.Ratio(factor)} times the quantities in the ledger, and the "
                            + $"amounts agree.",
                        "The amounts are right, but the bill counts in another unit. With --map, set the factor of "
                            + "the quantity.");
                }
            }
        }
    }

    private static decimal? Factor(decimal ratio)
    {
        var factor = Array.Find(s_factors, factor => Ratios.IsNear(ratio, factor, Precision));
        return factor is 0 ? null : factor;
    }
}
