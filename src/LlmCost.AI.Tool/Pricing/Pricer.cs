namespace LlmCost.AI.Tool;

/// <summary>Prices usages: from the user's own prices, else from price lists, of which the first that knows a model is used.</summary>
internal sealed class Pricer(IReadOnlyList<PriceList> lists, UserPrices user)
{
    /// <summary>Prices a usage.</summary>
    public PriceAnswer Price(PriceRequest request)
    {
        var query = user.Translate(request.Query);
        if (user.Find(request.Query with { Provider = query.Provider }) is { } own)
        {
            return Price(request, own, "config", version: "", factor: 1);
        }

        foreach (var list in lists)
        {
            if (list.Prices.Find(in query) is { } entry)
            {
                return Price(request, entry, list.Name, list.Version, user.FactorOf(entry, request.ServedAs.ServiceTier));
            }
        }

        foreach (var maker in user.MakersOf(query))
        {
            foreach (var list in lists)
            {
                if (list.Prices.Find(in maker) is { } entry)
                {
                    return Price(request, entry, list.Name, list.Version, user.FactorOf(entry, request.ServedAs.ServiceTier));
                }
            }
        }

        return Unpriced(request, lists[^1].Name, lists[^1].Version, $"no price is known for model '{request.Query.Model}'");
    }

    private static PriceAnswer Price(PriceRequest request, PriceEntry entry, string source, string version, decimal factor)
    {
        if (entry.Prices.At(request.Timestamp) is not { } price)
        {
            return Unpriced(request, source, version, $"model '{entry.Prices.Name}' has no price at {request.Timestamp:O}");
        }

        var lines = new List<CostLine>();
        var amounts = default(TokenClassAmounts);
        PriceCalculator.Calculate(price, request.Usage.ToTokenUsage(), request.ServedAs, request.Quantities, lines, ref amounts);
        return new PriceAnswer(
            request.Id, entry, factor is 1 ? lines : [.. lines.Select(line => line with { Multiplier = line.Multiplier * factor })], source, version, Reason: null);
    }

    private static PriceAnswer Unpriced(PriceRequest request, string source, string version, string reason) =>
        new(request.Id, Entry: null, [], source, version, reason);
}
