namespace LlmCost.AI;

/// <summary>Prices the usage of one call.</summary>
internal static class CallPricing
{
    /// <summary>Completes a record with its cost, or with the reason why it has none.</summary>
    /// <param name="record">The record, with provider, models, usage and time.</param>
    /// <param name="reportedCost">What the provider says it charged, in USD.</param>
    /// <param name="state">Prices and discounts in force.</param>
    public static CostRecord Price(CostRecord record, decimal? reportedCost, MeteringState state)
    {
        if (state.Provisioned.Count > 0 && record.RequestModel is { } deployment && state.Provisioned.TryGetValue(deployment, out var rate))
        {
            return Provisioned(in record, rate);
        }

        var match = state.Prices.Find(record.ProviderName, record.RequestModel, record.ResponseModel);
        var price = match?.Prices.At(record.Timestamp);

        // List prices hold for the tiers that they name; the user's own hold for whatever the user gets.
        var isOtherTier = match?.Source is PriceSource.Catalog && price?.KnowsTier(record.ServiceTier) is false;
        var list = price is not null && !isOtherTier && record.UsageSource is not UsageSource.Missing
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
            return record with { UnpricedReason = Reason(record, isOtherTier) };
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

    private static UnpricedReason Reason(in CostRecord record, bool isOtherTier) => record.UsageSource switch
    {
        // A call that failed before anything came back was most likely not billed at all.
        UsageSource.Missing => record.Outcome is CallOutcome.Failed ? UnpricedReason.None : UnpricedReason.MissingUsage,
        _ => isOtherTier ? UnpricedReason.UnknownTier : UnpricedReason.UnknownModel,
    };
}
