namespace LlmCost.AI;

/// <summary>A price change in the coming days.</summary>
/// <param name="Note">A sentence that contains the model and the first day of the change.</param>
/// <param name="Days">
/// For each coming day, a representative day with the same prices, or <see langword="null"/> if yesterday's prices apply.
/// </param>
internal sealed record PriceChange(string Note, IReadOnlyList<DateOnly?> Days);
