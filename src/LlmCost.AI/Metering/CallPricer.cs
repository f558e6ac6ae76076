namespace LlmCost.AI;

/// <summary>Sets the cost of a call.</summary>
internal static class CallPricer
{
    /// <summary>Prices a call.</summary>
    /// <param name="call">
    /// The call with its usage. This method sets its cost, or the reason why the cost is unknown. If the list of charges is not
    /// <see langword="null"/>, this method fills it.
    /// </param>
    /// <param name="reportedCost">The cost that the provider reported, in USD.</param>
    /// <param name="inferred">
    /// Non-token quantities from the request and response, for models that are not billed per token.
    /// </param>
    /// <param name="endpoint">The address of the API, or <see langword="null"/> if it is unknown.</param>
    /// <param name="prices">The prices in effect when the call started.</param>
    public static void Price(
        ref PendingRecord call, decimal? reportedCost, InferredQuantities? inferred, string? endpoint, PriceSnapshot prices)
    {
        var query = new UsageToPrice
        {
            Provider = call.ProviderName,
            RequestModel = call.RequestModel,
            ResponseModel = call.ResponseModel,
            Endpoint = call.ProviderName is null || call.IsUnknownHost ? endpoint : null,
            Timestamp = call.Timestamp,
            ServedAs = call.ServedAs,
            Quantities = call.Quantities ?? [],
            UsageSource = call.UsageSource,
            Inferred = inferred,
            ReportedCost = reportedCost,
            Parts = call.Parts ?? [],
            Unpriced = call.UnpricedParts ?? [],
            IsSpilledOver = call.IsSpilledOver,
        };
        var priced = prices.Price(in query, in call.Usage, ref call.Amounts, call.Charges);
        call.HasCost = priced.HasCost;
        call.TotalCost = priced.Total;
        call.ListCost = priced.ListCost;
        call.PriceSource = priced.Source;
        call.PriceListName = priced.List.Name;
        call.PriceListVersion = priced.List.Version;
        call.FallbackProvider = priced.FallbackProvider;
        call.PassedOverPrice = priced.PassedOver;
        call.IsProvisioned = priced.IsProvisioned;

        // A price that applies to all models of a provider does not prove that the model's name is known.
        call.IsModelKnown = priced.IsProvisioned || priced.Match is { Prices.Name: not ProviderPrices.AnyModel };
        call.UsageSource = priced.UsageSource;
        call.Quantities = priced.Quantities;
        call.UnpricedParts = priced.Unpriced;

        call.UnpricedReason = priced.UsageSource is UsageSource.Missing && !priced.HasCost && !priced.IsProvisioned
            ? ReasonWithoutUsage(in call, priced.Reason)
            : priced.Reason;
        call.PartialReason = priced is { HasCost: true, Unpriced: { Count: > 0 } missing } ? First(missing) : UnpricedReason.None;
    }

    /// <summary>
    /// Returns the reason that comes first in the enumeration, so that a call with several reasons is counted under one reason
    /// only.
    /// </summary>
    private static UnpricedReason First(List<UnpricedPart> parts)
    {
        var first = parts[0].Reason;
        foreach (var part in parts)
        {
            first = part.Reason < first ? part.Reason : first;
        }

        return first;
    }

    /// <summary>
    /// Returns the reason why a call without usage has no cost. A call that failed before any response was most likely not
    /// billed.
    /// </summary>
    private static UnpricedReason ReasonWithoutUsage(in PendingRecord call, UnpricedReason reason)
    {
        if (call.IsPossiblyBilled && call.Outcome is not CallOutcome.Completed)
        {
            return UnpricedReason.PossiblyBilled;
        }

        return call.Outcome is CallOutcome.Failed ? UnpricedReason.None : reason;
    }
}
