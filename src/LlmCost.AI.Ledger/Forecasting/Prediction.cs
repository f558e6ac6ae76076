namespace LlmCost.AI;

/// <summary>The forecast of the coming days by one method.</summary>
/// <param name="Days">The cost of each day.</param>
/// <param name="Sums">
/// The sum of all days up to each day. The errors of the days are correlated, so the range of a sum is not the sum of
/// the ranges of its days.
/// </param>
internal sealed record Prediction(IReadOnlyList<IDistribution> Days, IReadOnlyList<IDistribution> Sums);
