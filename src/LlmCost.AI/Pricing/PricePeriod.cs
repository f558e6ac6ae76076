namespace LlmCost.AI;

/// <summary>A price and the instant from which on it holds.</summary>
internal sealed record PricePeriod
{
    /// <summary>The first instant of the period, inclusive; left out, the price holds since ever.</summary>
    public DateTimeOffset From { get; init; }

    public required ModelPrice Price { get; init; }
}
