namespace LlmCost.AI.Tool;

/// <summary>A usage to price.</summary>
/// <param name="Id">What the caller calls it.</param>
/// <param name="Query">Provider, address and model.</param>
/// <param name="Timestamp">When the request started.</param>
/// <param name="ServedAs">The tier, region and speed that were served.</param>
/// <param name="Quantities">What was used in addition to tokens.</param>
/// <param name="Usage">What was used, in overlapping counts.</param>
internal sealed record PriceRequest(
    string? Id, PriceQuery Query, DateTimeOffset Timestamp, ServedAs ServedAs, IReadOnlyList<BillableQuantity> Quantities, InclusiveUsage Usage);
