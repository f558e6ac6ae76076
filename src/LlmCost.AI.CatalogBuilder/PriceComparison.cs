using System.Globalization;

namespace LlmCost.AI.CatalogBuilder;

/// <summary>Compares the prices of one model from two sources.</summary>
internal static class PriceComparison
{
    /// <summary>Returns the keys of the rates that differ between two prices, or between their prices for long prompts.</summary>
    /// <remarks>A rate that only one of the two prices has is not treated as a difference.</remarks>
    public static IEnumerable<(string Key, decimal Taken, decimal Other)> Differences(ModelPrice taken, ModelPrice other)
    {
        foreach (var difference in Differences(Rates.ToKeys(taken.Rates), Rates.ToKeys(other.Rates), ""))
        {
            yield return difference;
        }

        foreach (var variant in other.Variants.Where(IsSizeOnly))
        {
            var suffix = string.Create(CultureInfo.InvariantCulture, $"@{variant.FromInputTokens}");
            if (taken.Variants.FirstOrDefault(known => IsSizeOnly(known) && known.FromInputTokens == variant.FromInputTokens)
                is { } same)
            {
                foreach (var difference in Differences(Rates.ToKeys(same.Rates), Rates.ToKeys(variant.Rates), suffix))
                {
                    yield return difference;
                }
            }
            else if (taken.Variants.FirstOrDefault(IsSizeOnly) is { } known)
            {
                yield return ("fromInputTokens", known.FromInputTokens!.Value, variant.FromInputTokens!.Value);
            }
            else if (taken.Rates.Input is { } flat && variant.Rates.Input is { } dearer)
            {
                yield return ($"input{suffix}", flat, dearer);
            }
        }
    }

    public static bool IsSizeOnly(PriceVariant variant) =>
        variant is
        {
            FromInputTokens: not null, ServiceTier: null, Region: null, Speed: null, CacheMode: null, IsThinking: false,
        };

    private static IEnumerable<(string Key, decimal Taken, decimal Other)> Differences(
        Dictionary<string, decimal> taken, Dictionary<string, decimal> other, string suffix) =>
        from pair in other
        where taken.TryGetValue(pair.Key, out var rate) && rate != pair.Value
        select (pair.Key + suffix, taken[pair.Key], pair.Value);
}
