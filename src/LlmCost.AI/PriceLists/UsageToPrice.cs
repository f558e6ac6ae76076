namespace LlmCost.AI;

/// <summary>Represents the facts that determine the cost of a request, except its token counts.</summary>
internal readonly struct UsageToPrice
{
    /// <summary>Gets the OpenTelemetry name of the provider, or <see langword="null"/> if it is unknown.</summary>
    public required string? Provider { get; init; }

    /// <summary>Gets the requested model, alias or deployment, or <see langword="null"/> if it is unknown.</summary>
    public required string? RequestModel { get; init; }

    /// <summary>Gets the response model, or <see langword="null"/> if the response does not name one.</summary>
    public string? ResponseModel { get; init; }

    /// <summary>
    /// Gets the address of the API if the provider is unknown or identified only by its host; otherwise, <see langword="null"/>.
    /// </summary>
    public string? Endpoint { get; init; }

    /// <summary>Gets the start of the request.</summary>
    public required DateTimeOffset Timestamp { get; init; }

    /// <summary>Gets the actual tier, region and speed.</summary>
    public ServedAs ServedAs { get; init; }

    /// <summary>Gets the non-token quantities.</summary>
    public IReadOnlyList<BillableQuantity> Quantities { get => field ?? []; init; }

    /// <summary>Gets the source of the usage.</summary>
    public UsageSource UsageSource { get; init; }

    /// <summary>Gets the non-token quantities that were inferred from the request and the response.</summary>
    /// <remarks>They are used if no tokens were reported or if the model is not billed per token.</remarks>
    public InferredQuantities? Inferred { get; init; }

    /// <summary>Gets the cost in USD that the provider reported, or <see langword="null"/> if it reported none.</summary>
    public decimal? ReportedCost { get; init; }

    /// <summary>
    /// Gets the inferences of the call if there are several, or if one of them used a model other than the call's model.
    /// Otherwise, the list is empty. Inferences are priced separately, because prices depend on the size of each prompt.
    /// </summary>
    public IReadOnlyList<UsagePart> Parts { get => field ?? []; init; }

    /// <summary>Gets the parts of the usage that could not be read. The cost does not include these parts.</summary>
    public IReadOnlyList<UnpricedPart> Unpriced { get => field ?? []; init; }

    /// <summary>
    /// Gets a value indicating whether a deployment that is billed hourly forwarded the call to a deployment that is billed per
    /// token.
    /// </summary>
    public bool IsSpilledOver { get; init; }
}
