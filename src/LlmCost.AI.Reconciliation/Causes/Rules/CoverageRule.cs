namespace LlmCost.AI;

/// <summary>
/// The bill has more or fewer requests than the ledger has calls, or more or fewer tokens if the bill does not count requests.
/// </summary>
internal sealed class CoverageRule : ICauseRule
{
    /// <summary>The maximum share of additional requests that incomplete calls can explain.</summary>
    private const decimal FewRequests = 0.02m;

    public void Explain(CauseScope scope)
    {
        foreach (var account in scope.OpenAccounts())
        {
            var calls = scope.CallsOf(account.Key).GroupBy(call => call.Key.Model ?? "").ToDictionary(
                model => model.Key, model => model.Aggregate(new CallCounts(), (sum, call) =>
                {
                    sum.Add(call.Value);
                    return sum;
                }));
            foreach (var model in account.GroupBy(cell => cell.Key.Model ?? "").ToList())
            {
                ExplainModel(scope, account.Key, model.Key, [.. model], calls.GetValueOrDefault(model.Key));
            }
        }
    }

    private static void ExplainModel(
        CauseScope scope, (string Provider, string? Account) account, string model, List<Cell> open, CallCounts? calls)
    {
        var cells = scope.CellsOf(account).Where(cell => (cell.Key.Model ?? "") == model).ToList();
        var tokens = cells.Where(cell => cell.BilledQuantity is not null || cell.IsMetered).ToList();
        var billedTokens = tokens.Sum(cell => cell.BilledQuantity ?? 0);
        var meteredTokens = tokens.Sum(cell => cell.MeteredQuantity);
        if (!tokens.Any(cell => cell.BilledQuantity is not null) && calls?.Billed is null)
        {
            if (cells.All(cell => !cell.IsMetered))
            {
                Unmetered(scope, open, $"{CauseScope.Usd(open.Sum(cell => cell.Billed ?? 0))} are billed");
            }

            return;
        }

        if (calls?.Billed is { } billed && billed != calls.Metered)
        {
            ExplainRequests(scope, open, billed, calls);
        }
        else if (calls?.Billed is null && billedTokens != meteredTokens && !HasEstimates(open, calls))
        {
            if (billedTokens > meteredTokens)
            {
                Unmetered(scope, open, $"{CauseScope.Count(billedTokens)} units are billed, and "
                    + $"{CauseScope.Count(meteredTokens)} metered");
            }
            else
            {
                NotBilled(scope, open, $"{CauseScope.Count(meteredTokens)} units are metered, and "
                    + $"{CauseScope.Count(billedTokens)} billed");
            }
        }
    }

    private static bool HasEstimates(List<Cell> cells, CallCounts? calls) =>
        calls?.Estimated > 0 && cells.Any(cell => cell.EstimatedQuantity > 0);

    private static void ExplainRequests(CauseScope scope, List<Cell> open, long billed, CallCounts calls)
    {
        var numbers = $"{CauseScope.Count(billed)} requests are billed, and {CauseScope.Count(calls.Metered)} calls are metered";
        if (billed < calls.Metered)
        {
            NotBilled(scope, open, numbers);
            return;
        }

        var missing = billed - calls.Metered;
        var days = open.Select(cell => cell.Key.Day).ToHashSet();
        var lost = scope.Gaps.Where(gap => days.Contains(DateOnly.FromDateTime(gap.Start.UtcDateTime))).Sum(gap => gap.Calls);
        if (lost * 2 >= missing)
        {
            scope.Explain(
                ReconciliationCause.LostRecords,
                open,
                $"{numbers}. The ledger dropped {CauseScope.Count(lost)} records on these days; its gaps contain their sums.",
                "Check the alerts for dropped records, and the disk of the ledger.");
        }
        else if (missing <= FewRequests * billed && calls.Incomplete > 0)
        {
            scope.Explain(
                ReconciliationCause.Retries,
                open,
                $"{numbers}. {CauseScope.Count(calls.Incomplete)} of the calls did not complete.",
                "Check retries, hedging and streams that are not read to the end: providers bill attempts that the app did not "
                    + "wait for. Add a CostMeteringHandler to the client to count them.");
        }
        else
        {
            Unmetered(scope, open, numbers);
        }
    }

    private static void Unmetered(CauseScope scope, List<Cell> open, string numbers) => scope.Explain(
        ReconciliationCause.UnmeteredCalls,
        open,
        $"{numbers}.",
        "Look for calls outside the meter: another service, a script, the provider's console, a shared key. Pull the bill by "
            + "API key to find their source.");

    private static void NotBilled(CauseScope scope, List<Cell> open, string numbers) => scope.Explain(
        ReconciliationCause.CallsNotBilled,
        open,
        $"{numbers}.",
        "Look for calls that the provider rejected, bills late or bills to another account. If they are free, configure a "
            + "price of 0.");
}
