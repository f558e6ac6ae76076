namespace LlmCost.AI.Tool;

/// <summary>A usage to price.</summary>
/// <param name="Id">The caller's id of it.</param>
/// <param name="Query">Provider, address and the model that was requested.</param>
/// <param name="ResponseModel">The model that answered, or <see langword="null"/> if it is not known.</param>
/// <param name="Timestamp">The start of the request.</param>
/// <param name="ServedAs">The tier, region and speed that were served.</param>
/// <param name="Quantities">What was used in addition to tokens.</param>
/// <param name="Usage">What was used, in overlapping counts.</param>
internal sealed record PriceRequest(
    string? Id,
    PriceQuery Query,
    string? ResponseModel,
    DateTimeOffset Timestamp,
    ServedAs ServedAs,
    IReadOnlyList<BillableQuantity> Quantities,
    InclusiveUsage Usage);
