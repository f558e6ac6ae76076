namespace LlmCost.AI;

/// <summary>A price that differs in the days ahead.</summary>
/// <param name="Note">The model and the first day, as a sentence.</param>
/// <param name="Days">
/// For each day ahead, a day on which the same prices apply, or <see langword="null"/> if they are those of yesterday.
/// </param>
internal sealed record PriceChange(string Note, IReadOnlyList<DateOnly?> Days);
