namespace LlmCost.AI.Tool;

/// <summary>What a usage costs.</summary>
/// <param name="Id">The caller's id of the request.</param>
/// <param name="Model">The model of the request.</param>
/// <param name="Priced">What it costs, or why that is unknown.</param>
/// <param name="Charges">The charges, which add up to the cost.</param>
internal sealed record PriceAnswer(string? Id, string? Model, PricedUsage Priced, IReadOnlyList<Charge> Charges)
{
    /// <summary>The cost, in USD, or <see langword="null"/> if it is unknown.</summary>
    public decimal? Cost => Priced.HasCost ? Priced.Total : null;

    /// <summary>The part of the cost in one direction, in USD, or <see langword="null"/> if it is unknown.</summary>
    public decimal? CostOf(CostDirection direction) =>
        Priced.HasCost ? Charges.Where(charge => charge.Direction == direction).Sum(charge => charge.Cost) : null;

    /// <summary>Why there is no cost, in words.</summary>
    public string Message => Priced switch
    {
        { IsProvisioned: true } => $"deployment '{Model}' is billed hourly, so that a call has no cost of its own",
        { Reason: UnpricedReason.UnknownTier } => $"the price list does not have the tier that was served for model '{Model}'",
        { Reason: UnpricedReason.MissingUsage } => $"model '{Model}' is billed in other units than those of the usage",
        _ => $"no price is known for model '{Model}'",
    };
}
