namespace LlmCost.AI;

/// <summary>
/// Differences of neighboring days have opposite signs, and no difference exceeds the cost of the calls that ran past midnight.
/// </summary>
internal sealed class DayBoundaryRule : ICauseRule
{
    public void Explain(CauseScope scope)
    {
        foreach (var account in scope.OpenAccounts())
        {
            foreach (var model in account.GroupBy(cell => cell.Key.Model).ToList())
            {
                var slack = scope.Table.Calls
                    .Where(call => (call.Key.Provider, call.Key.Account) == account.Key && call.Key.Model == model.Key)
                    .GroupBy(call => call.Key.Day)
                    .ToDictionary(day => day.Key, day => day.Sum(call => call.Value.CrossingCost));
                var days = model.GroupBy(cell => cell.Key.Day).OrderBy(day => day.Key)
                    .Select(day => (Day: day.Key, Cells: day.ToList(), Difference: day.Sum(cell => cell.Difference)))
                    .Where(day => day.Difference is not 0
                        && Math.Abs(day.Difference) <= Slack(day.Day.AddDays(-1)) + Slack(day.Day))
                    .ToList();
                foreach (var run in Runs(days))
                {
                    var (rest, size) = (run.Sum(day => day.Difference), run.Sum(day => Math.Abs(day.Difference)));
                    if (run.Count > 1 && Math.Abs(rest) <= Math.Max(size * 0.05m, 0.000001m))
                    {
                        scope.Explain(
                            ReconciliationCause.DayBoundary,
                            [.. run.SelectMany(day => day.Cells)],
                            $"The differences of {run.Count} neighboring days ({CauseScope.Usd(size / 2)}) cancel out, and "
                                + "each is within the cost of the calls that ran past midnight.",
                            "No action is needed: the provider assigns these calls to the day on which they end, and the ledger "
                                + "to the day on which they start.");
                    }
                }

                decimal Slack(DateOnly day) => slack.GetValueOrDefault(day);
            }
        }
    }

    private static IEnumerable<List<(DateOnly Day, List<Cell> Cells, decimal Difference)>> Runs(
        List<(DateOnly Day, List<Cell> Cells, decimal Difference)> days)
    {
        var run = new List<(DateOnly Day, List<Cell> Cells, decimal Difference)>();
        foreach (var day in days)
        {
            if (run.Count > 0 && run[^1].Day.AddDays(1) != day.Day)
            {
                yield return run;
                run = [];
            }

            run.Add(day);
        }

        if (run.Count > 0)
        {
            yield return run;
        }
    }
}
