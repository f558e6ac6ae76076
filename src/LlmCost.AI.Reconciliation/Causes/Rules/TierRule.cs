namespace LlmCost.AI;

/// <summary>
/// The numbers of tokens are equal, but the tokens are billed at the price of another tier or region, such as batch, flex,
/// priority or regional processing.
/// </summary>
internal sealed class TierRule : ICauseRule
{
    private const decimal Precision = 0.001m;

    private static readonly (decimal Ratio, string Name)[] s_ratios =
        [(0.5m, "batch or flex"), (2m, "priority"), (1.1m, "regional processing")];

    public void Explain(CauseScope scope)
    {
        foreach (var account in scope.OpenAccounts())
        {
            foreach (var model in account.Where(cell => cell is { IsMetered: true, IsBilled: true } && !cell.IsEqual)
                .GroupBy(cell => cell.Key.Model).ToList())
            {
                ExplainModel(scope, [.. model], model.Key);
            }
        }
    }

    private static void ExplainModel(CauseScope scope, List<Cell> cells, string? model)
    {
        var unseen = cells.SelectMany(cell => cell.BilledTiers.Keys).Distinct(StringComparer.Ordinal)
            .Where(tier => cells.TrueForAll(cell => !cell.MeteredTiers.ContainsKey(tier)))
            .ToList();
        if (unseen.Count > 0)
        {
            scope.Explain(
                ReconciliationCause.UnseenTier,
                cells,
                $"The bill has {model} in the tier {string.Join(", ", unseen)}, and the ledger has no call in this tier.",
                "Check how the calls were made (batches, flex, priority), and whether the client reports the tier that served "
                    + "them.");
            return;
        }

        if (!cells.TrueForAll(cell => cell.BilledQuantity is null || Ratios.HasEqualQuantity(cell))
            || Ratios.Constant(cells, Precision) is not { } ratio)
        {
            return;
        }

        foreach (var (known, name) in s_ratios)
        {
            if (Ratios.IsNear(ratio, known, Precision))
            {
                scope.Explain(
                    ReconciliationCause.UnseenTier,
                    cells,
                    $"The quantities of {model} agree, and every price on the bill is {CauseScope.Ratio(known)} times the "
                        + $"metered price: the price of {name}.",
                    "Check how the calls were made (batches, flex, priority, region), and whether the client reports the tier "
                        + "that served them.");
                return;
            }
        }
    }
}
