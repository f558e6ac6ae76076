namespace LlmCost.AI;

/// <summary>Prices the usage of one call.</summary>
internal static class CallPricing
{
    /// <summary>Tells what a call costs, or why that is unknown.</summary>
    /// <param name="call">The call.</param>
    /// <param name="state">Prices and discounts in force.</param>
    /// <param name="result">Takes what it costs; must be new.</param>
    public static void Price(in CallToPrice call, MeteringState state, ref CallPrice result)
    {
        result.List = state.Lists[^1];
        result.UsageSource = call.UsageSource;
        result.Quantities = call.Context.Quantities;
        if (state.Provisioned.Count > 0 && call.RequestModel is { } deployment && state.Provisioned.TryGetValue(deployment, out var rate))
        {
            PriceProvisioned(in call, rate, ref result);
            return;
        }

        var match = state.Prices.Find(call.ProviderName, call.RequestModel, call.ResponseModel);
        var price = match?.Prices.At(call.Timestamp);

        var isInPricedUnit = Take(call.Requested, price, ref result);

        // List prices hold for the tiers that they name; the user's own hold for whatever the user gets.
        var isOtherTier = match?.Source is PriceSource.Catalog && price?.KnowsTier(call.Context.ServiceTier) is false;
        if (price is not null && !isOtherTier && isInPricedUnit)
        {
            PriceCalculator.Calculate(price, in call.Usage, in call.Context, result.Quantities, lines: null, out result.KnownCost);
            result.HasCost = true;
            result.ListCost = result.KnownCost.Total;
            if (match!.Source is PriceSource.Catalog && !state.Factors.IsEmpty)
            {
                result.KnownCost = result.KnownCost.Scale(state.Factors.Of(call.ProviderName, match.Prices.Name, call.Context.ServiceTier));
            }
        }

        if (call.ReportedCost is { } reported)
        {
            result.KnownCost = CostAllocation.Allocate(reported, in result.KnownCost);
            result.HasCost = true;
            result.PriceSource = PriceSource.Provider;
        }
        else if (!result.HasCost)
        {
            result.UnpricedReason = Reason(in call, in result, isOtherTier, isUnitMissing: price is not null && !isInPricedUnit);
            return;
        }
        else
        {
            if (state.Rounding.Count > 0 && call.ProviderName is { } provider && state.Rounding.TryGetValue(provider, out var decimals))
            {
                var rounded = decimal.Round(result.KnownCost.Total, decimals, MidpointRounding.AwayFromZero);
                result.KnownCost = CostAllocation.Allocate(rounded, in result.KnownCost);
            }

            result.PriceSource = match!.Source;
        }

        result.List = match?.List ?? result.List;
        result.FallbackProvider = match?.FallbackProvider;
    }

    /// <summary>A call of a deployment that is paid by the month: every token has the same share, whatever its class.</summary>
    private static void PriceProvisioned(in CallToPrice call, decimal? rate, ref CallPrice result)
    {
        result.IsProvisioned = true;
        if (rate is null || call.UsageSource is UsageSource.Missing)
        {
            return;
        }

        result.KnownCost = new ModelPrice { Input = rate, Output = rate }.Calculate(in call.Usage);
        result.HasCost = true;
        result.PriceSource = PriceSource.Amortized;
    }

    /// <summary>Takes what was used from the request, where tokens were not reported or the model is not paid by them.</summary>
    /// <returns>Whether the usage is known in a unit that the model has a price for.</returns>
    private static bool Take(RequestedUsage? requested, ModelPrice? price, ref CallPrice result)
    {
        // What a reader found in the answer itself is surer than what the request tells.
        if (requested is null || result.Quantities.Count > 0 || (result.UsageSource is not UsageSource.Missing && price?.IsPaidByTokens is not false))
        {
            return result.UsageSource is not UsageSource.Missing && (price is null || price.Charges(result.Quantities));
        }

        // Where tokens are paid for besides, what they cost is missing.
        var charged = price is { IsPaidByTokens: false } ? PriceCalculator.Charged(price.Fees, requested) : [];
        result.UsageSource = requested.Source;
        result.Quantities = charged.Count > 0 ? charged : requested.Quantities;
        return charged.Count > 0 || price?.IsFree is true;
    }

    private static UnpricedReason Reason(in CallToPrice call, in CallPrice result, bool isOtherTier, bool isUnitMissing) => result.UsageSource switch
    {
        // A call that failed before anything came back was most likely not billed at all.
        UsageSource.Missing => call.Outcome is CallOutcome.Failed ? UnpricedReason.None : UnpricedReason.MissingUsage,
        _ when isOtherTier => UnpricedReason.UnknownTier,
        _ => isUnitMissing ? UnpricedReason.MissingUsage : UnpricedReason.UnknownModel,
    };
}
