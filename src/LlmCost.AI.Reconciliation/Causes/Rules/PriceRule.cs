namespace LlmCost.AI;

/// <summary>The quantities are equal, but the price differs, either on some days or for the whole period.</summary>
internal sealed class PriceRule : ICauseRule
{
    private const decimal Precision = 0.001m;

    public void Explain(CauseScope scope)
    {
        foreach (var account in scope.OpenAccounts())
        {
            foreach (var model in account.Where(cell => Ratios.HasEqualQuantity(cell) && !cell.IsEqual && cell.Metered > 0)
                .GroupBy(cell => cell.Key.Model).ToList())
            {
                var all = scope.CellsOf(account.Key)
                    .Where(cell => cell.Key.Model == model.Key && cell.MeteredQuantity > 0)
                    .ToList();
                var (first, last) = (model.Min(cell => cell.Key.Day), model.Max(cell => cell.Key.Day));
                var isWhole = all.Where(cell => model.Any(one => one.Key.Unit == cell.Key.Unit))
                    .All(cell => !cell.IsEqual);
                var prices = string.Join("; ", model.GroupBy(cell => cell.Key.Unit).Select(unit => Prices([.. unit])));
                if (isWhole)
                {
                    scope.Explain(
                        ReconciliationCause.PriceDiffers,
                        [.. model],
                        $"The quantities agree, and the prices of {model.Key} differ for the whole period: {prices}.",
                        "Compare with the provider's price page before you change a price: the list or the bill can be wrong. "
                            + "--propose-prices writes the change to a file.");
                }
                else
                {
                    scope.Explain(
                        ReconciliationCause.PriceListDate,
                        [.. model],
                        $"The quantities agree, and the prices of {model.Key} differ from {CauseScope.Day(first)} to "
                            + $"{CauseScope.Day(last)} only: {prices}.",
                        "The price changed on a different day than in the price list. Update the list, or check the day on the "
                            + "provider's price page and correct it.");
                }
            }
        }
    }

    private static string Prices(List<Cell> cells)
    {
        var quantity = cells.Sum(cell => cell.MeteredQuantity);
        var (billed, metered) = (cells.Sum(cell => cell.Billed ?? 0), cells.Sum(cell => cell.Metered));
        var isTokens = cells[0].Key.Unit is { } unit && UsageUnits.IsTokens(unit);
        var per = isTokens ? 1_000_000m : 1m;
        return $"{cells[0].Key.Unit ?? "all"}: {Price(billed)} on the bill and {Price(metered)} in the ledger"
            + (isTokens ? " per million" : " each");

        string Price(decimal amount) => CauseScope.Ratio(decimal.Round(amount / quantity * per, 4));
    }
}
