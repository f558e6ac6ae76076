namespace LlmCost.AI.Tool;

/// <summary>Prices usage in the same way as a meter.</summary>
internal sealed class Pricer(PriceSnapshot prices)
{
    private (string? Name, string? Known) _nearest;

    /// <summary>Prices the usage of a request.</summary>
    public PriceAnswer Price(PriceRequest request)
    {
        var usage = request.Usage;
        var tokens = usage.Parts.Aggregate(default(TokenUsage), (sum, part) => sum + part.Usage);
        var query = new UsageToPrice
        {
            Provider = request.Provider.Name,
            RequestModel = request.Query.Model,
            ResponseModel = usage.Model,
            Endpoint = request.Provider is { Name: null } or { IsUnknownHost: true } ? request.Query.Endpoint : null,
            Timestamp = request.Timestamp,
            ServedAs = request.ServedAs,
            Quantities = usage.Parts.Count is 1 ? usage.Parts[0].Quantities : [],
            UsageSource = usage.Parts.Count > 0 ? UsageSource.Reported : UsageSource.Missing,
            Parts = usage.HasOneModel ? [] : usage.Parts,
            ReportedCost = usage.ReportedCost,
            Unpriced = usage.IsInputOnly
                ? [.. usage.UnpricedParts(), new() { Name = "output", Reason = UnpricedReason.UnreportedUsage }]
                : usage.UnpricedParts(),
            IsSpilledOver = request.IsSpilledOver,
        };
        var charges = new List<Charge>();
        var amounts = default(TokenClassAmounts);
        var priced = prices.Price(in query, in tokens, ref amounts, charges);
        if (request.Failure is { } reason)
        {
            priced.Reason = reason;
        }

        return new PriceAnswer(request, priced, charges, tokens)
        {
            NearestProvider = priced.Reason is UnpricedReason.UnknownModel && !request.Provider.IsUnknownHost
                ? NearestProvider(request.Provider.Name)
                : null,
        };
    }

    private string? NearestProvider(string? name)
    {
        // The result is cached, because the lookup takes longer than the pricing, and many lines have the same provider name.
        if (name != _nearest.Name)
        {
            _nearest = (name, prices.NearestProvider(name));
        }

        return _nearest.Known;
    }
}
