namespace LlmCost.AI.Tool;

/// <summary>Prices usages in the same way as a meter.</summary>
internal sealed class Pricer(PriceSnapshot prices, UserPrices user)
{
    /// <summary>Prices a usage.</summary>
    public PriceAnswer Price(PriceRequest request)
    {
        var query = new UsageToPrice
        {
            Provider = user.ProviderOf(request.Query),
            RequestModel = request.Query.Model,
            ResponseModel = request.ResponseModel,
            Endpoint = request.Query.Endpoint,
            Timestamp = request.Timestamp,
            ServedAs = request.ServedAs,
            Quantities = request.Quantities,
            UsageSource = UsageSource.Reported,
        };
        var charges = new List<Charge>();
        var amounts = default(TokenClassAmounts);
        var priced = prices.Price(in query, request.Usage.ToTokenUsage(), ref amounts, charges);
        return new PriceAnswer(request.Id, request.Query.Model, priced, charges);
    }
}
