using System.Globalization;

namespace LlmCost.AI;

/// <summary>Computes the coverage and the correction factor of each account.</summary>
internal static class AccountBuilder
{
    private const int FactorDays = 28;
    private const int MinFactorDays = 14;
    private const decimal MinFactorCost = 1;
    private const decimal MinCoverage = 0.98m;
    private const decimal MaxCoverage = 1.02m;

    /// <summary>Returns the accounts with a bill.</summary>
    /// <param name="table">The cells of the period and of the preceding days, at least 28 days in all.</param>
    /// <param name="period">The period.</param>
    public static IReadOnlyList<ReconciliationAccount> Create(ComparisonTable table, LedgerPeriod period) =>
    [
        .. table.Cells.Where(cell => cell.IsFinal).GroupBy(cell => cell.Key.AccountKey)
            .OrderBy(account => account.Key.Provider, StringComparer.Ordinal)
            .ThenBy(account => account.Key.Account, StringComparer.Ordinal)
            .Select(account => Account(table, account.Key, [.. account], period)),
    ];

    private static ReconciliationAccount Account(
        ComparisonTable table, (string Provider, string? Account) key, List<Cell> all, LedgerPeriod period)
    {
        var cells = all.Where(cell => Contains(period, cell.Key.Day)).ToList();
        var (coverage, isOfTokens) = Coverage(table, key, cells);
        var days = all.Select(cell => cell.Key.Day).Distinct().OrderDescending().Take(FactorDays).ToHashSet();
        var (factor, reason) = Factor(table, key, [.. all.Where(cell => days.Contains(cell.Key.Day))], days);
        return new ReconciliationAccount
        {
            Provider = key.Provider,
            Account = key.Account,
            Metered = cells.Sum(cell => cell.Metered),
            Billed = Billed(cells),
            Coverage = coverage,
            IsCoverageOfTokens = isOfTokens,
            FinalDays = cells.Select(cell => cell.Key.Day).Distinct().Count(),
            LatestFinalDay = all.Max(cell => cell.Key.Day),
            CorrectionFactor = factor,
            NoFactorReason = reason,
        };
    }

    private static (decimal? Factor, string? Reason) Factor(
        ComparisonTable table, (string Provider, string? Account) key, List<Cell> cells, HashSet<DateOnly> days)
    {
        var (metered, billed) = (cells.Sum(cell => cell.Metered), Billed(cells));
        var coverage = Coverage(table, key, cells).Coverage;
        return billed is null ? (null, "The provider's bills contain no costs.")
            : days.Count < MinFactorDays ? (null, Text($"Only {days.Count} of at least {MinFactorDays} days are final."))
            : metered < MinFactorCost ? (null, Text($"Less than {MinFactorCost} USD is metered."))
            : coverage is not { } share ? (null, "The bill counts neither requests nor tokens.")
            : share is < MinCoverage or > MaxCoverage
                ? (null, Text($"The coverage is {share:0.000}, outside {MinCoverage} to {MaxCoverage}."))
            : (decimal.Round(billed.Value / metered, 6), null);
    }

    private static (decimal? Coverage, bool IsOfTokens) Coverage(
        ComparisonTable table, (string Provider, string? Account) key, List<Cell> cells)
    {
        var days = cells.Select(cell => cell.Key.Day).ToHashSet();
        var calls = table.Calls
            .Where(call => (call.Key.Provider, call.Key.Account) == key && days.Contains(call.Key.Day))
            .Select(call => call.Value)
            .ToList();
        if (calls.Any(call => call.Billed is not null))
        {
            var requests = calls.Sum(call => call.Billed ?? 0);
            return (requests is 0 ? null : (decimal)calls.Sum(call => call.Metered) / requests, false);
        }

        var tokens = cells.Where(cell => cell.Key.Unit is { } unit && UsageUnits.IsTokens(unit)).ToList();
        var billed = tokens.Sum(cell => cell.BilledQuantity ?? 0);
        return (billed is 0 ? null : tokens.Sum(cell => cell.MeteredQuantity) / billed, true);
    }

    private static decimal? Billed(List<Cell> cells) =>
        cells.Exists(cell => cell.Billed is not null) ? cells.Sum(cell => cell.Billed ?? 0) : null;

    private static bool Contains(LedgerPeriod period, DateOnly day) =>
        new DateTimeOffset(day, TimeOnly.MinValue, TimeSpan.Zero) is var time && time >= period.Start && time < period.End;

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
