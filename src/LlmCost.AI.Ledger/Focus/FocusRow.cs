namespace LlmCost.AI;

/// <summary>The values of one row. A property that is <see langword="null"/> is null in the file.</summary>
internal sealed record FocusRow
{
    public required FocusGroup Group { get; init; }

    public required FocusProvider Provider { get; init; }

    public required FocusExportOptions Options { get; init; }

    public required long Calls { get; init; }

    public required decimal EffectiveCost { get; init; }

    public decimal ContractedCost { get; init; }

    public decimal? ContractedUnitPrice { get; init; }

    public decimal ListCost { get; init; }

    public decimal? ListUnitPrice { get; init; }

    public decimal? ConsumedQuantity { get; init; }

    public string? ConsumedUnit { get; init; }

    public decimal? PricingQuantity { get; init; }

    public string? PricingUnit { get; init; }

    public required string ChargeCategory { get; init; }

    public required string ChargeDescription { get; init; }

    public string? PricingCategory { get; init; }

    public string? SkuId { get; init; }

    public string? SkuPriceId { get; init; }

    public string? SkuMeter { get; init; }

    public string? SkuPriceDetails { get; init; }

    public decimal BilledCost => Options.BilledCost is FocusBilledCost.Metered ? EffectiveCost : 0;

    public DateTime PeriodStart => Group.Start.UtcDateTime;

    public DateTime PeriodEnd => Options.ByHour ? PeriodStart.AddHours(1) : PeriodStart.AddDays(1);

    public DateTime MonthStart => new(PeriodStart.Year, PeriodStart.Month, 1, 0, 0, 0, DateTimeKind.Utc);

    public DateTime MonthEnd => MonthStart.AddMonths(1);
}
