namespace Quickstart;

/// <summary>One row of a summary.</summary>
/// <param name="Name">What the row is about: a model, a feature, …</param>
/// <param name="Calls">How many calls.</param>
/// <param name="Spend">What they used and cost.</param>
internal sealed record SummaryRow(string Name, long Calls, Spend Spend);
