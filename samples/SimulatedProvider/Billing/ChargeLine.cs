namespace SimulatedProvider;

/// <summary>Represents the charge for one meter of an entry of the ledger.</summary>
/// <param name="Key">The key of the entry.</param>
/// <param name="Meter">A name of <see cref="BillMeter"/>.</param>
/// <param name="Quantity">The number of tokens or searches.</param>
/// <param name="Amount">The exact amount in USD.</param>
internal sealed record ChargeLine(BookKey Key, string Meter, long Quantity, decimal Amount);
