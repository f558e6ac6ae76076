using System.Globalization;

namespace LlmCost.AI.Tests;

/// <summary>Formats figures as the page does in English. The tooltip of an amount contains all digits.</summary>
internal static class Shown
{
    /// <summary>Returns an exact amount, such as <c>$1,234.5</c>.</summary>
    public static string Usd(decimal usd) => "$" + usd.ToString("#,0.############################", CultureInfo.InvariantCulture);

    /// <summary>Returns the tooltip of the cost of a call.</summary>
    public static string Usd(CostRecord record) => record.Cost is not { } cost
        ? Text(record.UnpricedReason)
        : (record.IsComplete ? "" : "At least ") + Usd(cost.Total);

    /// <summary>Returns the tooltip of the total cost of several calls.</summary>
    public static string Sum(IReadOnlyCollection<CostRecord> records)
    {
        var unpriced = records.Count(record => record.UnpricedReason is not UnpricedReason.None);
        var partial = records.Count(record => record is { Cost: not null, IsComplete: false });
        return unpriced > 0 && records.All(record => record.Cost is null)
            ? $"{unpriced} {(unpriced is 1 ? "call" : "calls")} without a price"
            : (unpriced + partial > 0 ? "At least " : "") + Usd(Total(records));
    }

    /// <summary>Returns the tooltip of an average, which has at most 18 decimal places.</summary>
    public static string Average(decimal amount, decimal count) => Usd(decimal.Round(amount / count, 18));

    public static decimal Total(IEnumerable<CostRecord> records) => records.Sum(record => record.Cost?.Total ?? 0);

    public static string Count(long count) => count.ToString("#,0", CultureInfo.InvariantCulture);

    /// <summary>Returns the text with which the page explains an unknown cost.</summary>
    private static string Text(UnpricedReason reason) => reason is UnpricedReason.UnknownModel
        ? "the model is in no price list"
        : throw new ArgumentOutOfRangeException(nameof(reason), reason, "The tests have no such call.");
}
