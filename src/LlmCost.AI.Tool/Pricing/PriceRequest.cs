namespace LlmCost.AI.Tool;

/// <summary>Represents a request whose usage is priced.</summary>
/// <param name="Id">The caller's id for the request.</param>
/// <param name="Query">The provider, the address and the requested model, as specified by the caller.</param>
/// <param name="Provider">The provider that the query identifies.</param>
/// <param name="Timestamp">The start of the request.</param>
/// <param name="ServedAs">The actual tier, region and speed.</param>
/// <param name="Usage">The usage as reported by the provider.</param>
internal sealed record PriceRequest(
    string? Id, PriceQuery Query, ProviderIdentity Provider, DateTimeOffset Timestamp, ServedAs ServedAs, WireUsage Usage)
{
    /// <summary>
    /// Gets the reason why a failed call has no known cost, or <see langword="null"/> if the call did not fail. The reason is
    /// <see cref="UnpricedReason.None"/> if the failed call costs nothing; otherwise, it is
    /// <see cref="UnpricedReason.PossiblyBilled"/>.
    /// </summary>
    public UnpricedReason? Failure { get; init; }

    /// <summary>
    /// Gets a value indicating whether a deployment that is billed hourly forwarded the call to a deployment that is billed per
    /// token.
    /// </summary>
    public bool IsSpilledOver { get; init; }
}
