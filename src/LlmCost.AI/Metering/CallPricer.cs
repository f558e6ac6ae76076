namespace LlmCost.AI;

/// <summary>Prices the usage of one call.</summary>
internal static class CallPricer
{
    /// <summary>Fills in what a call costs, or why that is unknown.</summary>
    /// <param name="call">The call as it was used; takes what it costs.</param>
    /// <param name="reportedCost">What the provider says it charged, in USD.</param>
    /// <param name="requested">What was used beside tokens by the request, for models that are not paid by the token.</param>
    /// <param name="state">Prices and discounts in force.</param>
    public static void Price(ref PendingRecord call, decimal? reportedCost, InferredQuantities? requested, MeteringSnapshot state)
    {
        if (state.Provisioned.Count > 0 && call.RequestModel is { } deployment && state.Provisioned.TryGetValue(deployment, out var rate))
        {
            TakeList(ref call, state.LastList);
            PriceProvisioned(ref call, rate);
            return;
        }

        var match = state.Prices.Find(call.ProviderName, call.RequestModel, call.ResponseModel);
        var price = match?.Prices.At(call.Timestamp);

        var isInPricedUnit = Take(requested, price, ref call);

        // List prices hold for the tiers that they name; the user's own hold for whatever the user gets.
        var isOtherTier = match?.Source is PriceSource.List && price?.KnowsTier(call.ServedAs.ServiceTier) is false;
        if (price is not null && !isOtherTier && isInPricedUnit)
        {
            var total = PriceCalculator.Calculate(price, in call.Usage, in call.ServedAs, call.Quantities ?? [], lines: null, ref call.Amounts);
            call.HasCost = true;
            call.TotalCost = total;
            call.ListCost = total;
            if (match!.Source is PriceSource.List && !state.Factors.IsEmpty)
            {
                call.Amounts.Scale(state.Factors.Of(call.ProviderName, match.Prices.Name, call.ServedAs.ServiceTier));
                call.TotalCost = call.Amounts.Total;
            }
        }

        if (reportedCost is { } reported)
        {
            Allocate(reported, ref call);
            call.HasCost = true;
            call.PriceSource = PriceSource.Provider;
        }
        else if (!call.HasCost)
        {
            TakeList(ref call, state.LastList);
            call.UnpricedReason = Reason(in call, isOtherTier, isUnitMissing: price is not null && !isInPricedUnit);
            return;
        }
        else
        {
            if (state.Rounding.Count > 0 && call.ProviderName is { } provider && state.Rounding.TryGetValue(provider, out var decimals))
            {
                Allocate(decimal.Round(call.TotalCost, decimals, MidpointRounding.AwayFromZero), ref call);
            }

            call.PriceSource = match!.Source;
        }

        TakeList(ref call, match?.List ?? state.LastList);
        call.FallbackProvider = match?.FallbackProvider;
    }

    /// <summary>Notes the list that priced the call; where none did, the one that is asked last.</summary>
    private static void TakeList(ref PendingRecord call, PriceList list)
    {
        call.PriceListName = list.Name;
        call.PriceListVersion = list.Version;
    }

    private static void Allocate(decimal cost, ref PendingRecord call)
    {
        CostAllocation.Allocate(cost, ref call.Amounts);
        call.TotalCost = call.Amounts.Total;
    }

    /// <summary>A call of a deployment that is paid by the month: every token has the same share, whatever its class.</summary>
    private static void PriceProvisioned(ref PendingRecord call, decimal? rate)
    {
        call.IsProvisioned = true;
        if (rate is null || call.UsageSource is UsageSource.Missing)
        {
            return;
        }

        var share = new ModelPrice { Rates = new() { Input = rate, Output = rate } };
        call.TotalCost = PriceCalculator.Calculate(share, in call.Usage, default, [], lines: null, ref call.Amounts);
        call.HasCost = true;
        call.PriceSource = PriceSource.Amortized;
    }

    /// <summary>Takes what was used from the request, where tokens were not reported or the model is not paid by them.</summary>
    /// <returns>Whether the usage is known in a unit that the model has a price for.</returns>
    private static bool Take(InferredQuantities? requested, ModelPrice? price, ref PendingRecord call)
    {
        // What a reader found in the answer itself is surer than what the request tells.
        if (requested is null || call.Quantities is { Count: > 0 } || (call.UsageSource is not UsageSource.Missing && price?.IsPaidByTokens is not false))
        {
            return call.UsageSource is not UsageSource.Missing && (price is null || price.Charges(call.Quantities ?? []));
        }

        // Where tokens are paid for besides, what they cost is missing.
        var charged = price is { IsPaidByTokens: false } ? PriceCalculator.Charged(price.Fees, requested) : [];
        call.UsageSource = requested.Source;
        call.Quantities = charged.Count > 0 ? charged : requested.Quantities;
        return charged.Count > 0 || price?.IsFree is true;
    }

    private static UnpricedReason Reason(in PendingRecord call, bool isOtherTier, bool isUnitMissing) => call.UsageSource switch
    {
        // A call that failed before anything came back was most likely not billed at all.
        UsageSource.Missing => call.Outcome is CallOutcome.Failed ? UnpricedReason.None : UnpricedReason.MissingUsage,
        _ when isOtherTier => UnpricedReason.UnknownTier,
        _ => isUnitMissing ? UnpricedReason.MissingUsage : UnpricedReason.UnknownModel,
    };
}
