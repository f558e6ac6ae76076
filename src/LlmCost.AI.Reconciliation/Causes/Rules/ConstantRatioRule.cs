namespace LlmCost.AI;

/// <summary>All models of an account are cheaper or more expensive by the same ratio.</summary>
internal sealed class ConstantRatioRule : ICauseRule
{
    private const decimal Precision = 0.002m;
    private const decimal LargestMarkUp = 1.15m;

    public void Explain(CauseScope scope)
    {
        foreach (var account in scope.OpenAccounts())
        {
            var open = account.Where(cell => cell is { IsMetered: true, IsBilled: true } && !cell.IsEqual).ToList();
            var compared = scope.CellsOf(account.Key)
                .Where(cell => cell is { IsMetered: true, IsBilled: true, Metered: > 0 })
                .ToList();
            if (open.Count is 0 || compared.Select(cell => cell.Key.Model).Distinct().Count() < 2
                || Ratios.Constant(compared, Precision) is not { } ratio || ratio > LargestMarkUp)
            {
                continue;
            }

            var isDiscount = ratio < 1;
            scope.Explain(
                isDiscount ? ReconciliationCause.ContractDiscount : ReconciliationCause.MarkUp,
                open,
                $"Every price on the bill is {CauseScope.Ratio(ratio)} times the metered price, for all models.",
                isDiscount
                    ? $"If your contract has such a discount, configure it: a discount of {CauseScope.Percent(1 - ratio)} in "
                        + $"LlmCost:Adjustments."
                    : $"If a gateway or marketplace charges such a fee, configure a factor of {CauseScope.Ratio(ratio)} in "
                        + "LlmCost:Adjustments.");
        }
    }
}
