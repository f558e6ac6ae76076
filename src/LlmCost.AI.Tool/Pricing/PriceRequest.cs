namespace LlmCost.AI.Tool;

/// <summary>A usage to price.</summary>
/// <param name="Id">What the caller calls it.</param>
/// <param name="Query">Provider, address and model.</param>
/// <param name="Timestamp">When the request started.</param>
/// <param name="Context">What was served.</param>
/// <param name="Usage">What was used, in overlapping counts.</param>
internal sealed record PriceRequest(string? Id, PriceQuery Query, DateTimeOffset Timestamp, PricingContext Context, InclusiveUsage Usage);
