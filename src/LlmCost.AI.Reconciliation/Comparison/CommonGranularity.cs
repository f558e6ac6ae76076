namespace LlmCost.AI;

/// <summary>
/// Reduces the ledger and the bill to the finest granularity that both have. For example, a bill without accounts is compared
/// with the sum of all accounts in the ledger. No amount is divided.
/// </summary>
internal static class CommonGranularity
{
    public static void Align(ComparisonTable table)
    {
        AlignAccounts(table);
        AlignModels(table);
        AlignUnits(table);
    }

    private static void AlignAccounts(ComparisonTable table)
    {
        var merged = table.Cells.GroupBy(cell => cell.Key.Provider, StringComparer.Ordinal)
            .Where(provider => provider.Any(cell => cell.IsMetered) && provider.Any(cell => cell.IsBilled))
            .Where(provider =>
                provider.Any(cell => cell.IsMetered && cell.Key.Account is not null)
                != provider.Any(cell => cell.IsBilled && cell.Key.Account is not null))
            .Select(provider => (
                provider.Key, IsLedgerWithout: provider.Any(cell => cell.IsBilled && cell.Key.Account is not null)))
            .ToList();
        foreach (var (provider, isLedgerWithout) in merged)
        {
            table.Notes.Add(isLedgerWithout
                ? $"Calls of {provider} have no account, so all accounts of its bill are compared together. Name the account in "
                    + "LlmCost:Accounts or on the client to compare them one by one."
                : $"The bill of {provider} names no accounts, so all accounts of the ledger are compared together.");
        }

        var providers = merged.Select(one => one.Key).ToHashSet(StringComparer.Ordinal);
        if (providers.Count > 0)
        {
            table.Fold(
                key => providers.Contains(key.Provider) ? key with { Account = null } : key,
                key => providers.Contains(key.Provider) ? key with { Account = null } : key);
        }
    }

    private static void AlignModels(ComparisonTable table)
    {
        var accounts = table.Cells.GroupBy(cell => cell.Key.AccountKey)
            .Where(account => account.Any(cell => cell.Lines > 0))
            .Where(account => account.All(cell => cell.Lines is 0 || cell.Key.Model is null))
            .Where(account => account.Any(cell => cell.IsMetered))
            .Select(account => account.Key)
            .ToHashSet();
        foreach (var (provider, account) in accounts)
        {
            table.Notes.Add(
                $"The bill of {provider}{(account is null ? "" : $", account {account},")} names no models, so only the totals "
                    + $"of each day are compared.");
        }

        if (accounts.Count > 0)
        {
            table.Fold(
                key => accounts.Contains(key.AccountKey) ? key with { Model = null, Unit = null, Meter = null } : key,
                key => accounts.Contains((key.Provider, key.Account)) ? key with { Model = null } : key);
        }
    }

    private static void AlignUnits(ComparisonTable table)
    {
        var models = table.Cells.Where(cell => cell.Lines > 0 && cell.Key is { Model: not null, Unit: null })
            .Select(cell => (cell.Key.AccountKey, cell.Key.Model))
            .ToHashSet();
        if (models.Count > 0)
        {
            table.Fold(key => models.Contains((key.AccountKey, key.Model)) ? key with { Unit = null } : key, key => key);
        }
    }
}
