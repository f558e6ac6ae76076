namespace LlmCost.AI;

/// <summary>
/// Derives the prices that the bill implies, for models for which a finding reports a different or missing price.
/// </summary>
internal static class PriceProposals
{
    private const decimal Million = 1_000_000;

    public static IReadOnlyList<PriceProposal> Create(ComparisonTable table, IReadOnlyList<ReconciliationFinding> findings)
    {
        var models = findings
            .Where(finding => finding.Cause is ReconciliationCause.PriceDiffers or ReconciliationCause.Unpriced)
            .SelectMany(finding => finding.Models.Select(model => (finding.Provider, Model: model)))
            .ToHashSet();
        return
        [
            .. table.Cells.Where(cell => cell.IsFinal)
                .Where(cell => cell.Key.Model is { } model && models.Contains((cell.Key.Provider, model)))
                .GroupBy(cell => (cell.Key.Provider, Model: cell.Key.Model!))
                .OrderBy(model => model.Key)
                .Select(model => new PriceProposal
                {
                    Provider = model.Key.Provider,
                    Model = model.Key.Model,
                    Prices = PricesOf(model, cell => (cell.BilledQuantity ?? 0, cell.Billed ?? 0)),
                    CurrentPrices = PricesOf(model, cell => (cell.MeteredQuantity - cell.UnpricedQuantity, cell.Metered)),
                })
                .Where(proposal => proposal.Prices.Count > 0),
        ];
    }

    private static SortedDictionary<string, decimal> PricesOf(
        IEnumerable<Cell> cells, Func<Cell, (decimal Quantity, decimal Amount)> read)
    {
        var prices = new SortedDictionary<string, decimal>(StringComparer.Ordinal);
        var units = cells.Where(cell => cell.Key.Unit is { } name && UsageUnits.IsTokens(name)).GroupBy(cell => cell.Key.Unit!);
        foreach (var unit in units)
        {
            var (quantity, amount) = unit.Select(read).Aggregate(
                (one, other) => (one.Quantity + other.Quantity, one.Amount + other.Amount));
            if (quantity > 0)
            {
                prices[unit.Key] = decimal.Round(amount / quantity * Million, 6);
            }
        }

        return prices;
    }
}
