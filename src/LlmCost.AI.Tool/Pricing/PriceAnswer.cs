namespace LlmCost.AI.Tool;

/// <summary>Represents the cost of a usage.</summary>
/// <param name="Id">The caller's id for the request.</param>
/// <param name="Model">The requested model.</param>
/// <param name="Priced">The cost, or the reason why it is unknown.</param>
/// <param name="Charges">The charges, which add up to the cost.</param>
internal sealed record PriceAnswer(string? Id, string? Model, PricedUsage Priced, IReadOnlyList<Charge> Charges)
{
    /// <summary>Gets the cost in USD, or <see langword="null"/> if it is unknown.</summary>
    public decimal? Cost => Priced.HasCost ? Priced.Total : null;

    /// <summary>
    /// Returns the part of the cost for one direction in USD, or <see langword="null"/> if the cost is unknown.
    /// </summary>
    public decimal? CostOf(CostDirection direction) =>
        Priced.HasCost ? Charges.Where(charge => charge.Direction == direction).Sum(charge => charge.Cost) : null;

    /// <summary>Gets the reason for an unknown cost as a message.</summary>
    public string Message => Priced switch
    {
        { IsProvisioned: true } => $"deployment '{Model}' is billed hourly, so a call has no cost of its own",
        { Reason: UnpricedReason.UnknownTier } => $"the price list has no price of model '{Model}' for the actual service tier",
        { Reason: UnpricedReason.MissingUsage } => $"model '{Model}' is billed in units that the usage does not contain",
        _ => $"no price is known for model '{Model}'",
    };
}
