namespace Quickstart;

/// <summary>Represents one row of a summary.</summary>
/// <param name="Name">The name of the provider, model or feature.</param>
/// <param name="Calls">The number of calls.</param>
/// <param name="Spend">The tokens and cost of the calls.</param>
internal sealed record SummaryRow(string Name, long Calls, Spend Spend);
