namespace LlmCost.AI;

/// <summary>Amounts are in a currency without an exchange rate, or differ by an exchange rate.</summary>
internal sealed class CurrencyRule : ICauseRule
{
    private const decimal Precision = 0.005m;

    public void Explain(CauseScope scope)
    {
        foreach (var account in scope.OpenAccounts())
        {
            if (Ratios.Constant(account, Precision) is not { } ratio)
            {
                continue;
            }

            var rates = scope.Options.ExchangeRates.SelectMany(
                rate => new[] { (rate.Key, rate.Value), (rate.Key, 1 / rate.Value) });
            if (rates.FirstOrDefault(rate => Ratios.IsNear(ratio, rate.Item2, Precision)) is { Key: { } currency })
            {
                scope.Explain(
                    ReconciliationCause.Currency,
                    [.. account],
                    $"All amounts of the bill are {CauseScope.Ratio(ratio)} times those of the ledger, which is the exchange "
                        + $"rate of {currency}.",
                    $"Check the currency of the bill: its amounts seem to be in {currency} although it names another currency.");
            }
        }

        foreach (var other in scope.Table.OtherLines.Where(other => other.AmountUsd is null)
            .GroupBy(other => (other.Provider, other.Currency)))
        {
            var cells = scope.Cells
                .Where(cell => cell.Key.Provider == other.Key.Provider && scope.IsOpen(cell) && cell.Lines is 0)
                .ToList();
            if (cells.Count > 0)
            {
                scope.Explain(
                    ReconciliationCause.Currency,
                    cells,
                    $"{CauseScope.Count(other.Sum(one => one.Amount))} {other.Key.Currency} in {other.Sum(one => one.Lines)} "
                        + "lines of the bill can't be compared, because the currency has no exchange rate.",
                    $"Pass the rate at which you pay: --rate {other.Key.Currency}=1.08.");
            }
        }
    }
}
