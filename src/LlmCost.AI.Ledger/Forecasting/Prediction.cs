namespace LlmCost.AI;

/// <summary>What the days ahead cost according to one method.</summary>
/// <param name="Days">Each day alone.</param>
/// <param name="Sums">All days up to each day together. Their errors are correlated, so they are not sums of the ranges.</param>
internal sealed record Prediction(IReadOnlyList<IDistribution> Days, IReadOnlyList<IDistribution> Sums);
