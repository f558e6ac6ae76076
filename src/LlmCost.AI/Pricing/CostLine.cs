namespace LlmCost.AI;

/// <summary>One line of a calculation: <c>Count × Rate × Multiplier ÷ Per</c>.</summary>
/// <param name="Unit">What was counted.</param>
/// <param name="Count">How much of it.</param>
/// <param name="Rate">The price, in USD, for <paramref name="Per"/> units.</param>
/// <param name="Per">How many units the rate is for.</param>
/// <param name="Multiplier">What tiers and regions multiply the rate with.</param>
/// <param name="Direction">The part of the cost it belongs to.</param>
/// <param name="Kind">The kind of the unit, such as the size of images, or <see langword="null"/>.</param>
internal readonly record struct CostLine(
    string Unit, decimal Count, decimal Rate, decimal Per, decimal Multiplier, CostDirection Direction, string? Kind = null)
{
    /// <summary>The amount, in USD. Multiplied first and divided once, so that nothing is lost.</summary>
    public decimal Cost => Count * Rate * Multiplier / Per;
}
