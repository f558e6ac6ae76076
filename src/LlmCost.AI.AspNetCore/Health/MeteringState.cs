namespace LlmCost.AI;

/// <summary>Represents the data of the health check.</summary>
/// <param name="Window">The sums of the window that ends now.</param>
/// <param name="PriceListAge">The age of the newest price list in seconds; null if no list has a date.</param>
/// <param name="HeldPriceChanges">The number of price changes that wait for approval; null if there is no meter yet.</param>
/// <param name="LedgerLag">The age in seconds of the oldest record that is not written; null without a ledger.</param>
/// <param name="LedgerForwardLag">
/// The age in seconds of the oldest record that is not forwarded; null if the ledger is not forwarded.
/// </param>
/// <param name="IsBudgetStoreAway">True if the budget store does not respond.</param>
internal sealed record MeteringState(
    WindowSums Window, double? PriceListAge, long? HeldPriceChanges, double? LedgerLag, double? LedgerForwardLag,
    bool IsBudgetStoreAway);
