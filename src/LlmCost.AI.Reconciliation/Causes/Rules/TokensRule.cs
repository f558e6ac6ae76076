namespace LlmCost.AI;

/// <summary>
/// The numbers of requests are equal, but the tokens differ, because the usage is estimated or split into different token
/// classes.
/// </summary>
internal sealed class TokensRule : ICauseRule
{
    public void Explain(CauseScope scope)
    {
        foreach (var account in scope.OpenAccounts())
        {
            foreach (var model in account.Where(cell => cell.Key.Model is not null).GroupBy(cell => cell.Key.Model).ToList())
            {
                var cells = scope.CellsOf(account.Key).Where(cell => cell.Key.Model == model.Key && IsTokens(cell)).ToList();
                var open = model.Where(cell => cell.BilledQuantity is not null && !Ratios.HasEqualQuantity(cell)).ToList();
                if (open.Count is 0)
                {
                    continue;
                }

                var (billed, metered) = (cells.Sum(cell => cell.BilledQuantity ?? 0), cells.Sum(cell => cell.MeteredQuantity));
                var estimated = cells.Sum(cell => cell.EstimatedQuantity);
                if (estimated > 0 && billed != metered)
                {
                    scope.Explain(
                        ReconciliationCause.EstimatedUsage,
                        open,
                        $"{CauseScope.Count(billed)} tokens are billed, and {CauseScope.Count(metered)} metered, of which "
                            + $"{CauseScope.Count(estimated)} are estimated.",
                        "Make the provider report the usage, for example with stream_options.include_usage, or add a tokenizer.");
                }
                else if (billed == metered)
                {
                    scope.Explain(
                        ReconciliationCause.TokenClasses,
                        open,
                        $"The bill and the ledger have the same {CauseScope.Count(billed)} tokens in different classes: "
                            + string.Join(", ", open.GroupBy(cell => cell.Key.Unit).Select(unit =>
                                $"{unit.Key} {CauseScope.Count(unit.Sum(cell => cell.BilledQuantity ?? 0))} instead of "
                                + CauseScope.Count(unit.Sum(cell => cell.MeteredQuantity)))) + ".",
                        "The client does not report all classes of tokens. Add the provider's LlmCost.AI package, or the HTTP "
                            + "handler.");
                }
            }
        }
    }

    private static bool IsTokens(Cell cell) => cell.Key.Unit is { } unit && UsageUnits.IsTokens(unit);
}
