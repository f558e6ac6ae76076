namespace LlmCost.AI.Tool;

/// <summary>Represents a usage to price.</summary>
/// <param name="Id">The caller's id for the request.</param>
/// <param name="Query">The provider, the address and the requested model.</param>
/// <param name="ResponseModel">The model that the response names, or <see langword="null"/> if it is unknown.</param>
/// <param name="Timestamp">The start of the request.</param>
/// <param name="ServedAs">The actual tier, region and speed.</param>
/// <param name="Quantities">The non-token quantities.</param>
/// <param name="Usage">The tokens, in overlapping counts.</param>
internal sealed record PriceRequest(
    string? Id,
    PriceQuery Query,
    string? ResponseModel,
    DateTimeOffset Timestamp,
    ServedAs ServedAs,
    IReadOnlyList<BillableQuantity> Quantities,
    InclusiveUsage Usage);
