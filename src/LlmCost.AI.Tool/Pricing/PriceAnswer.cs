namespace LlmCost.AI.Tool;

/// <summary>What a usage costs.</summary>
/// <param name="Id">What the caller calls it.</param>
/// <param name="Entry">The entry of the price list, or <see langword="null"/> where the model is unknown.</param>
/// <param name="Lines">The calculation; empty where the model is unknown.</param>
/// <param name="Source">The price list.</param>
/// <param name="Version">The version of the price list.</param>
/// <param name="Reason">Why there is no price.</param>
internal sealed record PriceAnswer(
    string? Id, PriceEntry? Entry, IReadOnlyList<CostLine> Lines, string Source, string Version, string? Reason)
{
    /// <summary>The whole cost, in USD, or <see langword="null"/> where it is unknown.</summary>
    public decimal? Cost => Reason is null ? Lines.Sum(line => line.Cost) : null;

    /// <summary>The part of the cost in one direction, in USD, or <see langword="null"/> where it is unknown.</summary>
    public decimal? CostOf(CostDirection direction) =>
        Reason is null ? Lines.Where(line => line.Direction == direction).Sum(line => line.Cost) : null;
}
