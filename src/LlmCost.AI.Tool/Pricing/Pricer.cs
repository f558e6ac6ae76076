namespace LlmCost.AI.Tool;

/// <summary>Prices usages from price lists, of which the first that knows a model is used.</summary>
internal sealed class Pricer(IReadOnlyList<NamedPriceList> lists)
{
    /// <summary>Prices a usage.</summary>
    public PriceAnswer Price(PriceRequest request)
    {
        var query = request.Query;
        foreach (var list in lists)
        {
            if (list.Prices.Find(in query) is { } entry)
            {
                return Price(request, entry, list);
            }
        }

        return Unpriced(request, lists[^1], $"no price is known for model '{request.Query.Model}'");
    }

    private static PriceAnswer Price(PriceRequest request, PriceEntry entry, NamedPriceList list)
    {
        if (entry.Prices.At(request.Timestamp) is not { } price)
        {
            return Unpriced(request, list, $"model '{entry.Prices.Name}' has no price at {request.Timestamp:O}");
        }

        var lines = new List<CostLine>();
        PriceCalculator.Calculate(price, request.Usage.ToTokenUsage(), request.Context, lines);
        return new PriceAnswer(request.Id, entry, lines, list.Name, list.Version, Reason: null);
    }

    private static PriceAnswer Unpriced(PriceRequest request, NamedPriceList list, string reason) =>
        new(request.Id, Entry: null, [], list.Name, list.Version, reason);
}
