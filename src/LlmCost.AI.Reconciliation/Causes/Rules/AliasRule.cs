namespace LlmCost.AI;

/// <summary>The same model or account has two names, one on the bill and another in the ledger.</summary>
internal sealed class AliasRule : ICauseRule
{
    private const decimal LikeSize = 0.02m;

    public void Explain(CauseScope scope)
    {
        foreach (var provider in scope.OpenAccounts().SelectMany(account => account).GroupBy(cell => cell.Key.Provider).ToList())
        {
            Pair(
                scope, provider.GroupBy(cell => cell.Key.Account ?? "").ToList(), name => scope.Cells.Where(
                    cell => cell.Key.Provider == provider.Key && (cell.Key.Account ?? "") == name),
                "account", "LlmCost:Reconciliation:Accounts, or --account");
        }

        foreach (var account in scope.OpenAccounts())
        {
            Pair(
                scope, account.Where(cell => cell.Key.Model is not null).GroupBy(cell => cell.Key.Model!).ToList(),
                name => scope.CellsOf(account.Key).Where(cell => cell.Key.Model == name),
                "model", "LlmCost:Reconciliation:Models, or --model");
        }
    }

    private static void Pair(
        CauseScope scope, List<IGrouping<string, Cell>> groups, Func<string, IEnumerable<Cell>> all, string what, string setting)
    {
        var billOnly = groups.Where(group => all(group.Key).All(cell => cell.IsBilled && !cell.IsMetered)).ToList();
        var ledgerOnly = groups
            .Where(group => all(group.Key).All(cell => cell is { IsMetered: true, Lines: 0, BilledQuantity: null }))
            .ToList();
        foreach (var billed in billOnly)
        {
            var twin = ledgerOnly.FirstOrDefault(metered => IsLike(billed, metered));
            if (twin is null)
            {
                continue;
            }

            ledgerOnly.Remove(twin);
            scope.Explain(
                ReconciliationCause.Alias,
                [.. billed, .. twin],
                $"Only the bill has the {what} {Name(billed.Key)} ({CauseScope.Usd(billed.Sum(cell => cell.Billed ?? 0))}), "
                    + $"and only the "
                    + $"ledger has {Name(twin.Key)} ({CauseScope.Usd(twin.Sum(cell => cell.Metered))}).",
                $"If they are the same, map the name: {setting} {billed.Key}={twin.Key}.");
        }
    }

    private static bool IsLike(IEnumerable<Cell> billed, IEnumerable<Cell> metered)
    {
        var billedQuantity = billed.Sum(cell => cell.BilledQuantity ?? 0);
        var meteredQuantity = metered.Sum(cell => cell.MeteredQuantity);
        if (billedQuantity > 0 && meteredQuantity > 0)
        {
            return Ratios.IsNear(billedQuantity, meteredQuantity, LikeSize);
        }

        var (amount, cost) = (billed.Sum(cell => cell.Billed ?? 0), metered.Sum(cell => cell.Metered));
        return amount > 0 && cost > 0 && Ratios.IsNear(amount, cost, LikeSize);
    }

    private static string Name(string name) => name.Length is 0 ? "without a name" : name;
}
