using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace LlmCost.AI;

/// <summary>Decides which changes of a new price list take effect without review.</summary>
internal static class PriceListReview
{
    /// <summary>
    /// Compares a new list with the prices in effect, and keeps the old price if a change is implausibly large.
    /// </summary>
    /// <param name="candidate">The new list.</param>
    /// <param name="current">
    /// The list from the same source that is in effect, or <see langword="null"/> if this is the first list.
    /// </param>
    /// <param name="below">
    /// The list that is consulted for models that <paramref name="current"/> does not contain, or <see langword="null"/>.
    /// </param>
    /// <param name="limits">The limits within which changes take effect without review.</param>
    /// <param name="now">The time from which prices are compared.</param>
    public static ReviewedPriceList Review(
        PriceList candidate, PriceList? current, IPriceTable? below, PriceChangeLimits limits, DateTimeOffset now)
    {
        var after = Index(candidate.Prices);
        var before = current is null ? [] : Index(current.Prices);
        if (Dropped(candidate.Name, before.Keys.Except(after.Keys).ToList(), before.Count, limits) is { } dropped)
        {
            return new ReviewedPriceList(
                current, [dropped], new Dictionary<(string, string), PriceHistory?>(), IsHeldWhole: true);
        }

        var held = new List<HeldPriceChange>();
        var kept = new Dictionary<(string Provider, string Model), PriceHistory?>();
        foreach (var (key, prices) in after)
        {
            var own = before.GetValueOrDefault(key);
            var old = own ?? below?.Find(new PriceQuery(key.Provider, key.Model))?.Prices;
            if (old is null
                || PriceComparison.FirstExcess(old, prices, limits.MaxFactor, now, isSameList: own is not null) is not { } reason)
            {
                continue;
            }

            var model = new PriceFileModel { Prices = [.. prices.Periods.Select(PriceFilePeriod.Create)] };
            var content = JsonSerializer.SerializeToUtf8Bytes(model, PriceFileContext.Default.PriceFileModel);
            var id = $"{key.Provider}/{key.Model}@{Hash(content)}";
            if (!limits.Accepted.Contains(id))
            {
                held.Add(new HeldPriceChange
                {
                    Id = id,
                    Source = candidate.Name,
                    Provider = key.Provider,
                    Model = key.Model,
                    Reason = reason,
                });
                kept.Add(key, own);
            }
        }

        var guarded = kept.Count is 0 ? candidate : candidate with { Prices = new GuardedPriceList(candidate.Prices, kept) };
        return new ReviewedPriceList(guarded, held, kept, IsHeldWhole: false);
    }

    private static HeldPriceChange? Dropped(
        string source, List<(string Provider, string Model)> dropped, int count, PriceChangeLimits limits)
    {
        if (count is 0 || (decimal)dropped.Count / count <= limits.MaxRemovedModelShare)
        {
            return null;
        }

        var names = dropped.Select(model => $"{model.Provider}/{model.Model}").Order(StringComparer.Ordinal);
        var id = $"{source}@{Hash(Encoding.UTF8.GetBytes(string.Join('\n', names)))}";
        var reason = string.Create(CultureInfo.InvariantCulture, $"{dropped.Count} of {count} models are no longer in the list");
        return limits.Accepted.Contains(id) ? null : new HeldPriceChange { Id = id, Source = source, Reason = reason };
    }

    private static Dictionary<(string Provider, string Model), PriceHistory> Index(IPriceTable list)
    {
        var index = new Dictionary<(string Provider, string Model), PriceHistory>();
        foreach (var entry in list.Entries)
        {
            index.TryAdd((entry.Provider, entry.Prices.Name), entry.Prices);
        }

        return index;
    }

    private static string Hash(byte[] content) => Convert.ToHexStringLower(SHA256.HashData(content))[..8];
}
