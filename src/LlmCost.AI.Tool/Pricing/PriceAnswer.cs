namespace LlmCost.AI.Tool;

/// <summary>Represents the result of pricing a request.</summary>
/// <param name="Request">The request with the usage.</param>
/// <param name="Priced">The cost, or the reason why it is unknown.</param>
/// <param name="Charges">The charges, which add up to the cost.</param>
/// <param name="Tokens">The token counts of all inferences in the call, without overlap.</param>
internal sealed record PriceAnswer(
    PriceRequest Request, PricedUsage Priced, IReadOnlyList<Charge> Charges, TokenUsage Tokens)
{
    /// <summary>
    /// Gets the known provider with the most similar name, if the provider of the request is unknown and looks misspelled.
    /// </summary>
    public string? NearestProvider { get; init; }

    /// <summary>Gets the cost in USD, or <see langword="null"/> if it is unknown.</summary>
    public decimal? Cost => Priced.HasCost ? Priced.Total : null;

    /// <summary>Gets the model that responded, or the requested model if the actual model is unknown.</summary>
    public string Model => Request.Usage.Model ?? Request.Query.Model ?? "";

    /// <summary>
    /// Gets a value indicating whether the cost is unknown or incomplete, although the provider may bill the call.
    /// </summary>
    public bool IsIncomplete => !Priced.IsComplete && !Priced.IsProvisioned
        && (Priced.HasCost || Priced.Reason is not UnpricedReason.None);

    /// <summary>
    /// Returns the cost of one direction, such as input, in USD, or <see langword="null"/> if the cost is unknown.
    /// </summary>
    public decimal? CostOf(CostDirection direction) =>
        Priced.HasCost ? Charges.Where(charge => charge.Direction == direction).Sum(charge => charge.Cost) : null;

    /// <summary>
    /// Gets the cost by model in USD. It is empty if the cost is unknown or if the usage does not name a model.
    /// </summary>
    public IEnumerable<KeyValuePair<string, decimal>> CostByModel => Request.Usage.Parts.All(part => part.Model is null)
        ? []
        : Charges
            .GroupBy(charge => charge.Model ?? Model, StringComparer.Ordinal)
            .Select(charges => KeyValuePair.Create(charges.Key, charges.Sum(charge => charge.Cost)));

    /// <summary>Gets the reason for an unknown, partial or unexpected cost, or <see langword="null"/> if there is none.</summary>
    public string? Message => Priced switch
    {
        { IsComplete: true, PassedOver: { } custom } =>
            $"the custom price of '{custom}' does not apply, because the response names model '{Model}', which has a price of"
            + " its own",
        { IsComplete: true } => null,
        { HasCost: true } => $"the cost is a lower bound; it does not include {Names}",
        { IsProvisioned: true } => $"deployment '{Request.Query.Model}' is billed hourly, so a call has no cost of its own",
        { Reason: UnpricedReason.PossiblyBilled } => "the call failed in a way that providers often bill",
        { Reason: UnpricedReason.UnknownTier } =>
            $"the price list has no price of model '{Model}' for the actual service tier or speed",
        { Reason: UnpricedReason.MissingUsage } when Priced.Unpriced is not null =>
            $"the usage contains no known counts, only {Names}",
        { Reason: UnpricedReason.MissingUsage } => "the response contains no usage",
        { Reason: UnpricedReason.MissingRate } => $"the price of model '{Model}' has no rate for {Names}",
        { Reason: UnpricedReason.None } => Request.Usage.IsPending
            ? "the provider has not finished the response"
            : "the provider rejected the request, which costs nothing",
        _ when Request.Provider is { IsUnknownHost: true, Name: var host } =>
            $"the provider at host '{host}' is unknown, so no price is known for model '{Model}'; name it in provider, or map the"
                + " host in ProviderHosts of --config",
        _ when NearestProvider is { } nearest =>
            $"provider '{Request.Provider.Name}' is unknown; did you mean '{nearest}'?",
        _ => $"no price is known for model '{Model}'",
    };

    private string Names => string.Join(", ", Priced.Unpriced?.Select(part => part.Name) ?? []);
}
