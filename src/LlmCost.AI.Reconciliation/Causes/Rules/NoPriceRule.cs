namespace LlmCost.AI;

/// <summary>The numbers of tokens are equal, but only the bill or only the ledger has a price for them.</summary>
internal sealed class NoPriceRule : ICauseRule
{
    public void Explain(CauseScope scope)
    {
        foreach (var account in scope.OpenAccounts())
        {
            foreach (var model in account.Where(cell => cell is { IsMetered: true, IsBilled: true })
                .GroupBy(cell => cell.Key.Model).ToList())
            {
                var unpriced = model.Where(cell => cell.Metered is 0 && cell.UnpricedQuantity > 0 && cell.Billed > 0).ToList();
                if (unpriced.Count > 0)
                {
                    scope.Explain(
                        ReconciliationCause.Unpriced,
                        unpriced,
                        $"{CauseScope.Usd(unpriced.Sum(cell => cell.Billed ?? 0))} are billed for "
                            + $"{CauseScope.Count(unpriced.Sum(cell => cell.MeteredQuantity))} units that the meter has no "
                            + $"price for.",
                        $"Configure a price for {model.Key} in LlmCost:Prices. --propose-prices writes the price that the bill "
                            + "implies.");
                }

                var free = model.Where(cell => cell.Billed is 0 && cell.Metered > 0 && cell.BilledQuantity > 0).ToList();
                if (free.Count > 0)
                {
                    scope.Explain(
                        ReconciliationCause.FreeTokens,
                        free,
                        $"The bill has the usage and charges nothing for it; the ledger has "
                            + $"{CauseScope.Usd(free.Sum(cell => cell.Metered))}.",
                        "Check for complimentary tokens, credits, or requests that the provider refused.");
                }
            }
        }
    }
}
