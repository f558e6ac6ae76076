namespace LlmCost.AI;

/// <summary>The billed costs that the calls in the ledger don't account for, by account and kind.</summary>
internal sealed class UnallocatedCosts
{
    private readonly Dictionary<((string Provider, string? Account) Account, AllocationPart Part), decimal> _amounts = [];
    private readonly HashSet<string> _withAccounts;

    public UnallocatedCosts(ComparisonTable bills)
    {
        _withAccounts = bills.Cells.Where(cell => cell.Key.Account is not null).Select(cell => cell.Key.Provider)
            .ToHashSet(StringComparer.Ordinal);
        foreach (var cell in bills.Cells)
        {
            Add(cell.Key.AccountKey, AllocationPart.Unmetered, cell.Billed ?? 0);
        }

        foreach (var other in bills.OtherLines)
        {
            Add((other.Provider, other.Account), PartOf(other.Kind), other.AmountUsd ?? 0);
        }

        Invoice = _amounts.Values.Sum();
    }

    /// <summary>Gets the sum of all bills.</summary>
    public decimal Invoice { get; }

    /// <summary>Gets the amounts of each account.</summary>
    public IReadOnlyDictionary<(string Provider, string? Account), decimal> ByAccount => _amounts
        .GroupBy(amount => amount.Key.Account)
        .ToDictionary(account => account.Key, account => account.Sum(amount => amount.Value));

    /// <summary>Gets a row for each kind that has an amount.</summary>
    public IEnumerable<AllocationRow> Rows => RowsOf(_amounts);

    /// <summary>
    /// Subtracts the cost in the ledger from the billed usage of the account, or of the provider if its bill has no accounts.
    /// </summary>
    public void Subtract((string Provider, string? Account) account, decimal metered) =>
        Add(BilledAs(account), AllocationPart.Unmetered, -metered);

    /// <summary>
    /// Returns the account on the bill that corresponds to an account in the ledger. If the bill has no accounts, only the
    /// provider is set.
    /// </summary>
    public (string Provider, string? Account) BilledAs((string Provider, string? Account) account) =>
        _withAccounts.Contains(account.Provider) ? account : (account.Provider, null);

    /// <summary>Returns the rows of accounts without calls. The costs of these accounts can't be spread.</summary>
    public List<AllocationRow> WithoutCalls(IEnumerable<(string Provider, string? Account)> accounts)
    {
        var known = accounts.Select(BilledAs).ToHashSet();
        return [.. RowsOf(_amounts.Where(amount => !known.Contains(amount.Key.Account)))];
    }

    private static IEnumerable<AllocationRow> RowsOf(
        IEnumerable<KeyValuePair<((string Provider, string? Account) Account, AllocationPart Part), decimal>> amounts) =>
        amounts.GroupBy(amount => amount.Key.Part)
            .OrderBy(part => part.Key)
            .Select(part => new AllocationRow { Part = part.Key, Amount = part.Sum(amount => amount.Value) })
            .Where(row => row.Amount is not 0);

    private static AllocationPart PartOf(BillLineKind kind) => kind switch
    {
        BillLineKind.Usage => AllocationPart.Unmetered,
        BillLineKind.Credit or BillLineKind.Refund => AllocationPart.Credits,
        _ => AllocationPart.FeesAndTaxes,
    };

    private void Add((string Provider, string? Account) account, AllocationPart part, decimal amount) =>
        _amounts[(account, part)] = _amounts.GetValueOrDefault((account, part)) + amount;
}
