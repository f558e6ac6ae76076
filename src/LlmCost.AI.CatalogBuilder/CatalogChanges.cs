using System.Globalization;

namespace LlmCost.AI.CatalogBuilder;

/// <summary>
/// Describes how a new catalog differs from the previous catalog. Each line contains one change and the models of a provider that
/// it affects.
/// </summary>
internal static class CatalogChanges
{
    /// <summary>
    /// The maximum number of models that a line lists. Further models are only counted, so that the line stays readable.
    /// </summary>
    private const int MaxNames = 12;

    /// <summary>
    /// Returns the lines of the description, or an empty sequence if the catalogs have the same models and prices.
    /// </summary>
    public static IEnumerable<string> Describe(IReadOnlyList<PriceFile> before, IReadOnlyList<PriceFile> after)
    {
        var old = before.ToDictionary(file => file.Provider);
        foreach (var file in after)
        {
            if (!old.Remove(file.Provider, out var known))
            {
                yield return $"{file.Provider}: new, {file.Models.Count} models";
                continue;
            }

            var changed = Changed(known, file).ToList();
            var added = file.Models.Keys.Except(known.Models.Keys).ToList();
            var removed = known.Models.Keys.Except(file.Models.Keys).ToList();
            if (changed.Count + added.Count + removed.Count is 0)
            {
                continue;
            }

            yield return $"{file.Provider}: {changed.Count} changed, {added.Count} added, {removed.Count} removed";
            foreach (var models in changed.GroupBy(model => model.Changes, model => model.Name))
            {
                yield return $"  {models.Key}: {Names([.. models])}";
            }

            foreach (var (what, names) in new[] { ("added", added), ("removed", removed) }.Where(pair => pair.Item2.Count > 0))
            {
                yield return $"  {what}: {Names(names)}";
            }
        }

        foreach (var provider in old.Keys)
        {
            yield return $"{provider}: removed";
        }
    }

    private static string Names(List<string> names) =>
        string.Join(", ", names.Take(MaxNames)) + (names.Count > MaxNames ? $" and {names.Count - MaxNames} more" : "");

    private static IEnumerable<(string Name, string Changes)> Changed(PriceFile before, PriceFile after) =>
        from pair in after.Models
        where before.Models.ContainsKey(pair.Key)
        let changes = Changes(before.Models[pair.Key].ToPeriods(), pair.Value.ToPeriods()).ToList()
        where changes.Count > 0
        select (pair.Key, string.Join("; ", changes));

    private static IEnumerable<string> Changes(IReadOnlyList<PricePeriod> before, IReadOnlyList<PricePeriod> after)
    {
        if (before.Count != after.Count)
        {
            yield return $"{before.Count} prices over time become {after.Count}";
        }

        // The last price in the list is the current price, unless it starts in the future.
        var (old, now) = (Parts(before[^1].Price), Parts(after[^1].Price));
        foreach (var (key, value) in now)
        {
            if (!old.TryGetValue(key, out var was))
            {
                yield return $"{key} {value} is new";
            }
            else if (was != value)
            {
                yield return $"{key} {was} -> {value}";
            }
        }

        foreach (var key in old.Keys.Except(now.Keys))
        {
            yield return $"{key} {old[key]} is gone";
        }
    }

    /// <summary>Returns the rates, variants and fees of a price as text, by their names.</summary>
    private static Dictionary<string, string> Parts(ModelPrice price)
    {
        var parts = Rates.ToKeys(price.Rates).ToDictionary(pair => pair.Key, pair => Text(pair.Value));
        foreach (var variant in price.Variants)
        {
            string?[] when =
            [
                variant.ServiceTier, variant.Region, variant.Speed, variant.CacheMode, variant.IsThinking ? "thinking" : null,
                variant.FromInputTokens is { } from ? string.Create(CultureInfo.InvariantCulture, $"from {from} tokens") : null,
            ];
            var rates = Rates.ToKeys(variant.Rates).Select(pair => $"{pair.Key} {Text(pair.Value)}");
            parts[$"[{string.Join(", ", when.Where(one => one is not null))}]"] =
                string.Join(", ", variant.Factor is { } factor ? rates.Prepend($"x {Text(factor)}") : rates);
        }

        foreach (var fee in price.Fees)
        {
            parts[$"fee {fee.Unit}{(fee.Kind is null ? "" : $" ({fee.Kind})")}"] = $"{Text(fee.Amount)} per {Text(fee.Per)}";
        }

        return parts;
    }

    private static string Text(decimal value) => value.ToString("0.########", CultureInfo.InvariantCulture);
}
