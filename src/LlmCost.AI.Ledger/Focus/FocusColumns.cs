using static LlmCost.AI.ParquetType;

namespace LlmCost.AI;

/// <summary>
/// The columns of each version: the columns of the specification in alphabetical order, then the custom columns.
/// </summary>
/// <remarks>
/// Columns about commitments, capacity reservations, contracts and a pricing currency are left out, because the ledger has no
/// data for them.
/// </remarks>
internal static class FocusColumns
{
    private static readonly ParquetColumn<FocusRow>[] s_standard =
    [
        new("BilledCost", Amount, row => row.BilledCost),
        new("BillingAccountId", Text, row => row.Options.BillingAccountId),
        new("BillingAccountName", Text, row => row.Options.BillingAccountName),
        new("BillingCurrency", Text, _ => "USD"),
        new("BillingPeriodEnd", Time, row => row.MonthEnd),
        new("BillingPeriodStart", Time, row => row.MonthStart),
        new("ChargeCategory", Text, row => row.ChargeCategory),
        new("ChargeClass", Text, _ => null),
        new("ChargeDescription", Text, row => row.ChargeDescription),
        new("ChargeFrequency", Text, _ => "Usage-Based"),
        new("ChargePeriodEnd", Time, row => row.PeriodEnd),
        new("ChargePeriodStart", Time, row => row.PeriodStart),
        new("ConsumedQuantity", Amount, row => row.ConsumedQuantity),
        new("ConsumedUnit", Text, row => row.ConsumedUnit),
        new("ContractedCost", Amount, row => row.ContractedCost),
        new("ContractedUnitPrice", Amount, row => row.ContractedUnitPrice),
        new("EffectiveCost", Amount, row => row.EffectiveCost),
        new("HostProviderName", Text, row => row.Provider.Host),
        new("InvoiceDetailId", Text, _ => null),
        new("InvoiceId", Text, _ => null),
        new("InvoiceIssuerName", Text, row => row.Provider.Name),
        new("ListCost", Amount, row => row.ListCost),
        new("ListUnitPrice", Amount, row => row.ListUnitPrice),
        new("PricingCategory", Text, row => row.PricingCategory),
        new("PricingQuantity", Amount, row => row.PricingQuantity),
        new("PricingUnit", Text, row => row.PricingUnit),
        new("ProviderName", Text, row => row.Provider.Name),
        new("PublisherName", Text, row => row.Provider.Name),
        new("RegionId", Text, row => row.Group.Key.Region),
        new("RegionName", Text, row => row.Group.Key.Region),
        new("ResourceId", Text, _ => null),
        new("ResourceName", Text, _ => null),
        new("ServiceCategory", Text, _ => "AI and Machine Learning"),
        new("ServiceName", Text, row => row.Provider.Service),
        new("ServiceProviderName", Text, row => row.Provider.Name),
        new("ServiceSubcategory", Text, _ => "Generative AI"),
        new("SkuId", Text, row => row.SkuId),
        new("SkuMeter", Text, row => row.SkuMeter),
        new("SkuPriceDetails", Text, row => row.SkuPriceDetails),
        new("SkuPriceId", Text, row => row.SkuPriceId),
        new("SubAccountId", Text, row => row.Group.Key.Account),
        new("SubAccountName", Text, row => row.Group.Key.Account),
        new("Tags", Text, row => row.Group.Tags),
    ];

    private static readonly ParquetColumn<FocusRow>[] s_custom =
    [
        new("x_Calls", Count, row => row.Calls),
        new("x_CostSource", Text, row => EnumText<PriceSource>.Of(row.Group.PriceSource)),
        new("x_Environment", Text, row => row.Group.Environment),
        new("x_Feature", Text, row => row.Group.Key.Feature),
        new("x_Model", Text, row => row.Group.Price.Model ?? row.Group.Key.Model),
        new("x_PriceList", Text, row => row.Group.PriceList),
        new("x_RequestModel", Text, row => row.Group.Key.RequestModel),
        new("x_Service", Text, row => row.Group.Service),
        new("x_ServiceTier", Text, row => row.Group.Key.ServiceTier),
        new("x_TokenType", Text, row => UsageUnits.IsTokens(row.Group.Price.Unit) ? row.Group.Price.Unit : null),
        new("x_UsageSource", Text, row => EnumText<UsageSource>.Of(row.Group.UsageSource)),
    ];

    public static IReadOnlyList<ParquetColumn<FocusRow>> Of(FocusVersion version)
    {
        string[] absent = version switch
        {
            FocusVersion.V12 => ["HostProviderName", "InvoiceDetailId", "ServiceProviderName"],
            FocusVersion.V13 => ["InvoiceDetailId"],
            _ => ["ProviderName", "PublisherName"],
        };
        return [.. s_standard.Where(column => !absent.Contains(column.Name)), .. s_custom];
    }
}
