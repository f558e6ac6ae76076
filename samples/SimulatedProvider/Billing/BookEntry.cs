namespace SimulatedProvider;

/// <summary>Represents all billed calls with the same key in the provider's ledger.</summary>
/// <param name="Key">The key.</param>
/// <param name="Requests">The number of requests.</param>
/// <param name="Tokens">The billed tokens, including those of interrupted responses.</param>
/// <param name="WebSearches">The number of web searches.</param>
public sealed record BookEntry(BookKey Key, long Requests, BilledTokens Tokens, long WebSearches)
{
    /// <summary>Gets the cost in USD according to the provider's own price table.</summary>
    public decimal Cost => PriceTable.Charges(this).Sum(line => line.Amount);
}
