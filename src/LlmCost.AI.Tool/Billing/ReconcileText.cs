using System.Globalization;

namespace LlmCost.AI.Tool;

/// <summary>Formats the values of a reconciliation as text.</summary>
internal static class ReconcileText
{
    /// <summary>Returns an amount with four decimal places.</summary>
    public static string Money(decimal? amount) => amount?.ToString("#,0.0000", CultureInfo.InvariantCulture) ?? "–";

    /// <summary>Returns a difference in USD with its sign.</summary>
    public static string Difference(decimal amount) =>
        amount is 0 ? "0" : amount.ToString("+#,0.0000;-#,0.0000;0", CultureInfo.InvariantCulture);

    /// <summary>Returns a share as a percentage with its sign.</summary>
    public static string Drift(decimal? share) => share?.ToString("+0.00 %;-0.00 %;0.00 %", CultureInfo.InvariantCulture) ?? "–";

    /// <summary>Returns a number of calls or tokens.</summary>
    public static string Count(decimal? count) => count?.ToString("#,0", CultureInfo.InvariantCulture) ?? "–";

    /// <summary>Returns a share as a percentage without a plus sign.</summary>
    public static string Percent(decimal? share) => share?.ToString("0.0 %", CultureInfo.InvariantCulture) ?? "–";

    /// <summary>Returns a factor.</summary>
    public static string Factor(decimal? factor) => factor?.ToString("0.0000##", CultureInfo.InvariantCulture) ?? "–";

    /// <summary>Returns an enum value as words, such as <c>within tolerance</c> for <c>WithinTolerance</c>.</summary>
    public static string Words(Enum value) => string.Concat(
        value.ToString().Select((c, i) => char.IsUpper(c) && i > 0 ? $" "
            + $"{char.ToLowerInvariant(c)}" : $"{char.ToLowerInvariant(c)}"));

    /// <summary>Returns the column title of a field.</summary>
    public static string Title(ReconciliationField field) => field.ToString();

    /// <summary>
    /// Returns the metered cost in a row of an allocation. If the cost is a lower bound, the text starts with ≥.
    /// </summary>
    public static string Metered(AllocationRow row) => (row.UnpricedCalls > 0 ? "≥ " : "") + Money(row.Metered);

    /// <summary>Returns the name of a row of an allocation.</summary>
    public static string Name(AllocationRow row) => row.Part switch
    {
        AllocationPart.Metered => row.Value ?? "(none)",
        AllocationPart.Unmetered => "Unmetered",
        AllocationPart.FeesAndTaxes => "Fees and taxes",
        _ => "Credits",
    };

    /// <summary>Returns the subject of a finding, such as <c>openai / shop / gpt-4o</c>.</summary>
    public static string Subject(ReconciliationFinding finding) => string.Join(
        " / ",
        ((string?[])[finding.Provider, finding.Account, Few(finding.Models), finding.Units.Count is 1 ? finding.Units[0] : null])
        .OfType<string>());

    /// <summary>Returns the days of a finding.</summary>
    public static string Days(ReconciliationFinding finding) => finding.FirstDay == finding.LastDay
        ? Day(finding.FirstDay)
        : $"{Day(finding.FirstDay)} to {Day(finding.LastDay)}";

    /// <summary>Returns the text of a time in UTC.</summary>
    public static string Time(DateTimeOffset time) =>
        time.UtcDateTime.ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture);

    /// <summary>Returns the notes that a reader needs to interpret the comparison.</summary>
    public static IEnumerable<string> Notes(CostReconciliation reconciliation)
    {
        foreach (var note in reconciliation.Notes)
        {
            yield return note;
        }

        if (reconciliation.ClosedAt is { } at)
        {
            yield return $"The month was closed on {Day(DateOnly.FromDateTime(at.UtcDateTime))}."
                + (reconciliation.ChangedSinceClosing is 0
                    ? ""
                    : $" Since then, its bills have changed by {Difference(reconciliation.ChangedSinceClosing)} USD.");
        }

        if (reconciliation.Total.UnpricedCalls > 0)
        {
            yield return $"{Count(reconciliation.Total.UnpricedCalls)} calls have no known cost, so the metered cost is a "
                + $"lower bound.";
        }

        if (reconciliation.Rows.Any(row => row.IsGuess))
        {
            yield return "Rows with ~ were matched by the name of a meter, which is a guess.";
        }
    }

    private static string Day(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    private static string? Few(IReadOnlyList<string> names) => names.Count switch
    {
        0 => null,
        <= 3 => string.Join(", ", names),
        _ => $"{names.Count} models",
    };
}
