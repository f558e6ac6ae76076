using System.Globalization;

namespace LlmCost.AI;

/// <summary>Tracks the differences that are not explained yet, and collects the findings.</summary>
internal sealed class CauseScope
{
    private readonly HashSet<Cell> _open;

    public CauseScope(
        ComparisonTable table, ReconciliationOptions options, IReadOnlyList<LedgerGap> gaps, IReadOnlyList<LongCall> longCalls)
    {
        (Table, Options, Gaps, LongCalls) = (table, options, gaps, longCalls);
        Cells = [.. table.Cells.Where(cell => cell.IsFinal)];
        _open = [.. Cells.Where(cell => !cell.IsEqual || cell.BilledQuantity is { } billed && billed != cell.MeteredQuantity)];
    }

    /// <summary>Gets the table.</summary>
    public ComparisonTable Table { get; }

    /// <summary>Gets the options.</summary>
    public ReconciliationOptions Options { get; }

    /// <summary>Gets the gaps of the ledger: the sums of calls that it could not store.</summary>
    public IReadOnlyList<LedgerGap> Gaps { get; }

    /// <summary>Gets the charges for calls with long prompts.</summary>
    public IReadOnlyList<LongCall> LongCalls { get; }

    /// <summary>Gets all final cells.</summary>
    public IReadOnlyList<Cell> Cells { get; }

    /// <summary>Gets the findings.</summary>
    public List<ReconciliationFinding> Findings { get; } = [];

    /// <summary>Returns the cells with differences that are not explained yet, by account.</summary>
    public IEnumerable<IGrouping<(string Provider, string? Account), Cell>> OpenAccounts() =>
        _open.GroupBy(cell => cell.Key.AccountKey).OrderBy(account => account.Key.Provider, StringComparer.Ordinal)
            .ThenBy(account => account.Key.Account, StringComparer.Ordinal).ToList();

    /// <summary>Returns all final cells of an account.</summary>
    public IEnumerable<Cell> CellsOf((string Provider, string? Account) account) =>
        Cells.Where(cell => cell.Key.AccountKey == account);

    /// <summary>Returns true if the difference of a cell is not explained yet.</summary>
    public bool IsOpen(Cell cell) => _open.Contains(cell);

    /// <summary>Returns the calls of an account on final days, by model.</summary>
    public IEnumerable<KeyValuePair<CallKey, CallCounts>> CallsOf((string Provider, string? Account) account)
    {
        var days = CellsOf(account).Select(cell => cell.Key.Day).ToHashSet();
        return Table.Calls.Where(call => (call.Key.Provider, call.Key.Account) == account && days.Contains(call.Key.Day));
    }

    /// <summary>Adds a finding that attributes the differences of cells to a cause.</summary>
    public void Explain(ReconciliationCause cause, IReadOnlyCollection<Cell> cells, string message, string nextStep)
    {
        var first = cells.First().Key;
        Findings.Add(new ReconciliationFinding
        {
            Cause = cause,
            Provider = first.Provider,
            Account = cells.All(cell => cell.Key.Account == first.Account) ? first.Account : null,
            Models = Names(cells.Select(cell => cell.Key.Model ?? (cell.Key.Meter is { } meter ? $"[{meter}]" : null))),
            Units = Names(cells.Select(cell => cell.Key.Unit)),
            FirstDay = cells.Min(cell => cell.Key.Day),
            LastDay = cells.Max(cell => cell.Key.Day),
            Amount = cells.Sum(cell => cell.Difference),
            Message = message,
            NextStep = nextStep,
        });
        _open.ExceptWith(cells);
    }

    /// <summary>Returns true if an amount is within the tolerance of the billed amount.</summary>
    public bool IsSmall(decimal difference, decimal billed) =>
        Math.Abs(difference) <= Math.Max(Options.Tolerance * Math.Abs(billed), Options.MinTolerance);

    /// <summary>Marks cells whose differences need no explanation, without adding a finding.</summary>
    public void Forget(IEnumerable<Cell> cells) => _open.ExceptWith(cells);

    public static string Usd(decimal amount) => amount.ToString("0.00####", CultureInfo.InvariantCulture) + " USD";

    public static string Count(decimal count) => count.ToString("#,0.######", CultureInfo.InvariantCulture);

    public static string Percent(decimal share) => (share * 100).ToString("0.0##", CultureInfo.InvariantCulture) + " %";

    public static string Ratio(decimal ratio) => ratio.ToString("0.####", CultureInfo.InvariantCulture);

    public static string Day(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    private static List<string> Names(IEnumerable<string?> names) =>
        [.. names.OfType<string>().Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
}
