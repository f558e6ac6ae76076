namespace LlmCost.AI;

/// <summary>One line of a calculation: <c>Count × Rate × Multiplier ÷ Per</c>.</summary>
/// <param name="Unit">The billed unit.</param>
/// <param name="Count">The number of units.</param>
/// <param name="Rate">The price, in USD, for <paramref name="Per"/> units.</param>
/// <param name="Per">The number of units to which the rate applies.</param>
/// <param name="Multiplier">The product of the factors for tiers, regions and speed.</param>
/// <param name="Direction">The part of the cost to which the line belongs.</param>
/// <param name="Kind">The kind of the unit, such as the size of images, or <see langword="null"/>.</param>
internal readonly record struct CostLine(
    string Unit, decimal Count, decimal Rate, decimal Per, decimal Multiplier, CostDirection Direction, string? Kind = null)
{
    /// <summary>The model to which the rate belongs, or <see langword="null"/> for the model of the call.</summary>
    public string? Model { get; init; }

    /// <summary>
    /// The amount, in USD. The factors are multiplied first and the product is divided once, so that no precision is lost.
    /// </summary>
    public decimal Cost => Count * Rate * Multiplier / Per;
}
