namespace LlmCost.AI;

/// <summary>A price list of which some models keep an older price.</summary>
/// <param name="inner">The list.</param>
/// <param name="kept">
/// The older prices, by the names that the list has. Where there is no older price, the list acts as if it did not know the model, so that those behind it are asked.
/// </param>
internal sealed class GuardedPriceList(IPriceTable inner, IReadOnlyDictionary<(string Provider, string Model), PriceHistory?> kept) : IPriceTable
{
    public IEnumerable<PriceEntry> Entries => inner.Entries.Select(Guard).OfType<PriceEntry>();

    public PriceEntry? Find(in PriceQuery query) => inner.Find(in query) is { } entry ? Guard(entry) : null;

    private PriceEntry? Guard(PriceEntry entry) =>
        !kept.TryGetValue((entry.Provider, entry.Prices.Name), out var older) ? entry
        : older is null ? null
        : entry with { Prices = older };
}
