namespace LlmCost.AI;

/// <summary>Prices the usage of one call.</summary>
internal static class CallPricing
{
    /// <summary>Completes a record with its cost, or with the reason why it has none.</summary>
    /// <param name="record">The record, with provider, models, usage and time.</param>
    /// <param name="reportedCost">What the provider says it charged, in USD.</param>
    /// <param name="state">Prices and discounts in force.</param>
    /// <param name="requested">What was used beside tokens by the request, for models that are not paid by the token.</param>
    public static CostRecord Price(CostRecord record, decimal? reportedCost, MeteringState state, RequestedUsage? requested = null)
    {
        if (state.Provisioned.Count > 0 && record.RequestModel is { } deployment && state.Provisioned.TryGetValue(deployment, out var rate))
        {
            return Provisioned(in record, rate);
        }

        var match = state.Prices.Find(record.ProviderName, record.RequestModel, record.ResponseModel);
        var price = match?.Prices.At(record.Timestamp);

        var isInPricedUnit = Take(requested, price, ref record);

        // List prices hold for the tiers that they name; the user's own hold for whatever the user gets.
        var isOtherTier = match?.Source is PriceSource.Catalog && price?.KnowsTier(record.ServiceTier) is false;
        var list = price is not null && !isOtherTier && isInPricedUnit
            ? price.Calculate(record.Usage, ContextOf(in record))
            : (CostBreakdown?)null;
        var factor = match?.Source is PriceSource.Catalog ? state.Factors.Of(record.ProviderName, match.Prices.Name, record.ServiceTier) : 1;
        var computed = list is { } cost && factor is not 1 ? cost.Scale(factor) : list;

        if (reportedCost is { } reported)
        {
            return record with
            {
                Cost = CostAllocation.Allocate(reported, computed),
                ListCost = list?.Total,
                PriceSource = PriceSource.Provider,
                CatalogSource = match?.List?.Name ?? record.CatalogSource,
                CatalogVersion = match?.List?.Version ?? record.CatalogVersion,
                FallbackProvider = match?.FallbackProvider,
            };
        }

        if (computed is null)
        {
            return record with { UnpricedReason = Reason(in record, isOtherTier, isUnitMissing: price is not null && !isInPricedUnit) };
        }

        if (state.Rounding.Count > 0 && record.ProviderName is { } provider && state.Rounding.TryGetValue(provider, out var decimals))
        {
            computed = CostAllocation.Allocate(decimal.Round(computed.Value.Total, decimals, MidpointRounding.AwayFromZero), computed);
        }

        return record with
        {
            Cost = computed,
            ListCost = list?.Total,
            PriceSource = match!.Source,
            CatalogSource = match.List?.Name ?? record.CatalogSource,
            CatalogVersion = match.List?.Version ?? record.CatalogVersion,
            FallbackProvider = match.FallbackProvider,
        };
    }

    /// <summary>A call of a deployment that is paid by the month: every token has the same share, whatever its class.</summary>
    private static CostRecord Provisioned(in CostRecord record, decimal? rate)
    {
        if (rate is null || record.UsageSource is UsageSource.Missing)
        {
            return record with { IsProvisioned = true };
        }

        var price = new ModelPrice { Input = rate, Output = rate };
        return record with { IsProvisioned = true, Cost = price.Calculate(record.Usage), PriceSource = PriceSource.Amortized };
    }

    private static PricingContext ContextOf(in CostRecord record) => new()
    {
        ServiceTier = record.ServiceTier,
        Region = record.Region,
        Speed = record.Speed,
        Quantities = record.Quantities,
    };

    /// <summary>Takes what was used from the request, where tokens were not reported or the model is not paid by them.</summary>
    /// <returns>Whether the usage is known in a unit that the model has a price for.</returns>
    private static bool Take(RequestedUsage? requested, ModelPrice? price, ref CostRecord record)
    {
        // What a reader found in the answer itself is surer than what the request tells.
        if (requested is null || record.Quantities.Count > 0 || (record.UsageSource is not UsageSource.Missing && price?.IsPaidByTokens is not false))
        {
            return record.UsageSource is not UsageSource.Missing && (price is null || price.Charges(in record));
        }

        // Where tokens are paid for besides, what they cost is missing.
        var charged = price is { IsPaidByTokens: false } ? PriceCalculator.Charged(price.Fees, requested) : [];
        record = record with { UsageSource = requested.Source, Quantities = charged.Count > 0 ? charged : requested.Quantities };
        return charged.Count > 0 || price?.IsFree is true;
    }

    private static UnpricedReason Reason(in CostRecord record, bool isOtherTier, bool isUnitMissing) => record.UsageSource switch
    {
        // A call that failed before anything came back was most likely not billed at all.
        UsageSource.Missing => record.Outcome is CallOutcome.Failed ? UnpricedReason.None : UnpricedReason.MissingUsage,
        _ when isOtherTier => UnpricedReason.UnknownTier,
        _ => isUnitMissing ? UnpricedReason.MissingUsage : UnpricedReason.UnknownModel,
    };
}
