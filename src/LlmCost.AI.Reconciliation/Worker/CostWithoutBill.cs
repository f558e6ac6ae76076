namespace LlmCost.AI;

/// <summary>Metered cost of an account whose provider has no bill, in USD.</summary>
internal sealed record CostWithoutBill(string Provider, string? Account, decimal Metered);
