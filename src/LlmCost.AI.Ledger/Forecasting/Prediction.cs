namespace LlmCost.AI;

/// <summary>What the days ahead cost according to one method.</summary>
/// <param name="Days">Each day alone.</param>
/// <param name="Sums">
/// The sum of all days up to each day. Errors are correlated, so its range is not the sum of the ranges of the days.
/// </param>
internal sealed record Prediction(IReadOnlyList<IDistribution> Days, IReadOnlyList<IDistribution> Sums);
