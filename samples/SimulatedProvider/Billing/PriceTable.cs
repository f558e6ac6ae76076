using System.Text.RegularExpressions;

namespace SimulatedProvider;

/// <summary>Defines the provider's own prices. They are independent of the price lists that the meter uses.</summary>
internal static partial class PriceTable
{
    // The names are the model names without the date of the snapshot.
    private static readonly Dictionary<string, ModelPrice> s_prices = new()
    {
        ["gpt-5.1"] = new("1.25", CacheRead: "0.125", Output: "10"),
        ["gpt-4o"] = new("2.5", CacheRead: "1.25", Output: "10"),
        ["gpt-4o-mini"] = new("0.15", CacheRead: "0.075", Output: "0.6"),
        ["text-embedding-3-small"] = new("0.02"),
        ["claude-opus-4-5"] = new("5", CacheRead: "0.5", CacheWrite: "6.25", Output: "25"),
        ["claude-sonnet-4-5"] = new("3", CacheRead: "0.3", CacheWrite: "3.75", Output: "15"),
        ["claude-haiku-4-5"] = new("1", CacheRead: "0.1", CacheWrite: "1.25", Output: "5"),

        // A tuned model that is in no price list.
        ["blog-tuned-1"] = new("3.75", CacheRead: "1.875", Output: "15"),
    };

    // The server accepts any model name, so every name needs a price.
    private static readonly ModelPrice s_otherModels = new("1", CacheRead: "0.5", CacheWrite: "1.25", Output: "4");

    /// <summary>Returns the charges of an entry, except for quantities of 0.</summary>
    public static IEnumerable<ChargeLine> Charges(BookEntry entry)
    {
        var price = s_prices.GetValueOrDefault(SnapshotDate().Replace(entry.Key.Model, ""), s_otherModels);
        var factor = entry.Key.ServiceTier is "batch" ? 0.5m : 1;

        return new (string Meter, long Quantity, decimal Factor)[]
        {
            (BillMeter.Input, entry.Tokens.Input, factor),
            (BillMeter.CacheRead, entry.Tokens.CacheRead, factor),
            (BillMeter.CacheWrite, entry.Tokens.CacheWrite, factor),
            (BillMeter.Output, entry.Tokens.Completion, factor),
            (BillMeter.WebSearch, entry.WebSearches, 1),
        }
        .Where(charge => charge.Quantity > 0)
        .Select(charge => new ChargeLine(
            entry.Key, charge.Meter, charge.Quantity, charge.Quantity * price.Each(charge.Meter) * charge.Factor));
    }

    [GeneratedRegex(@"-(\d{4}-\d{2}-\d{2}|\d{8})$")]
    private static partial Regex SnapshotDate();
}
