namespace LlmCost.AI;

/// <summary>Billed and metered cost of a day, in USD.</summary>
internal sealed record DayCost(string Provider, string? Account, DateOnly Day, decimal? Billed, decimal Metered);
