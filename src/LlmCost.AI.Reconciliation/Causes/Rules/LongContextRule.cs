namespace LlmCost.AI;

/// <summary>
/// The numbers of tokens are equal, and the difference in cost equals the surcharge for calls with long prompts.
/// </summary>
internal sealed class LongContextRule : ICauseRule
{
    private const decimal Precision = 0.01m;

    private static readonly long[] s_limits = [128_000, 200_000, 272_000];

    /// <summary>
    /// The surcharges on the prices of input and output that providers charge for long prompts, as shares of the price.
    /// </summary>
    private static readonly decimal[] s_surcharges = [1m, 0.5m];

    public void Explain(CauseScope scope)
    {
        foreach (var account in scope.OpenAccounts())
        {
            foreach (var model in account.Where(cell => Ratios.HasEqualQuantity(cell) && !cell.IsEqual)
                .GroupBy(cell => cell.Key.Model).ToList())
            {
                foreach (var limit in s_limits)
                {
                    if (model.GroupBy(cell => cell.Key.Unit).All(unit => IsSurcharge(scope, unit.ToList(), limit)))
                    {
                        scope.Explain(
                            ReconciliationCause.LongContext,
                            [.. model],
                            $"The quantities of {model.Key} agree, and the difference is the surcharge of calls with more than "
                                + $"{CauseScope.Count(limit)} tokens of input.",
                            $"Add the price for long prompts of {model.Key} to LlmCost:Prices, or update the price list.");
                        break;
                    }
                }
            }
        }
    }

    private static bool IsSurcharge(CauseScope scope, List<Cell> cells, long limit)
    {
        var keys = cells.Select(cell => cell.Key).ToHashSet();
        var cost = scope.LongCalls.Where(call => call.InputTokens > limit && keys.Contains(call.Key)).Sum(call => call.Cost);
        var difference = cells.Sum(cell => cell.Difference);
        return cost > 0 && s_surcharges.Any(surcharge => Ratios.IsNear(difference, cost * surcharge, Precision));
    }
}
