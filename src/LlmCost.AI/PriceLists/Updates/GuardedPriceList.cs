namespace LlmCost.AI;

/// <summary>Wraps a price list and keeps the previous prices of some models.</summary>
/// <param name="inner">The list.</param>
/// <param name="kept">
/// The previous prices, by provider and model as named in the list. A model without a previous price is hidden, so that it is
/// looked up in the lists that follow.
/// </param>
internal sealed class GuardedPriceList(
    IPriceTable inner, IReadOnlyDictionary<(string Provider, string Model), PriceHistory?> kept) : IPriceTable
{
    public IEnumerable<PriceEntry> Entries => inner.Entries.Select(Guard).OfType<PriceEntry>();

    public PriceEntry? Find(in PriceQuery query) => inner.Find(in query) is { } entry ? Guard(entry) : null;

    private PriceEntry? Guard(PriceEntry entry) =>
        !kept.TryGetValue((entry.Provider, entry.Prices.Name), out var older) ? entry
        : older is null ? null
        : entry with { Prices = older };
}
