namespace LlmCost.AI;

/// <summary>What is known of a usage that is to be priced, apart from its token counts.</summary>
internal readonly struct UsageToPrice
{
    /// <summary>The provider, in OpenTelemetry's names, or <see langword="null"/> if it is not known.</summary>
    public required string? Provider { get; init; }

    /// <summary>The model, alias or deployment that was requested, or <see langword="null"/> if it is not known.</summary>
    public required string? RequestModel { get; init; }

    /// <summary>The model that answered, or <see langword="null"/> if the response does not name one.</summary>
    public string? ResponseModel { get; init; }

    /// <summary>The address of the API; used only if the provider is not known.</summary>
    public string? Endpoint { get; init; }

    /// <summary>The start of the request.</summary>
    public required DateTimeOffset Timestamp { get; init; }

    /// <summary>The tier, region and speed that were served.</summary>
    public ServedAs ServedAs { get; init; }

    /// <summary>The non-token quantities that were used.</summary>
    public IReadOnlyList<BillableQuantity> Quantities { get => field ?? []; init; }

    /// <summary>How certain the usage is.</summary>
    public UsageSource UsageSource { get; init; }

    /// <summary>
    /// Non-token quantities by the request and response, used if tokens were not reported or the model is not billed per token.
    /// </summary>
    public InferredQuantities? Inferred { get; init; }

    /// <summary>The cost that the provider reported, in USD, or <see langword="null"/> if it reported none.</summary>
    public decimal? ReportedCost { get; init; }
}
