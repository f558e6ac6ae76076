namespace LlmCost.AI;

/// <summary>What the price of a call depends on.</summary>
internal readonly struct CallToPrice
{
    public DateTimeOffset Timestamp { get; init; }

    public string? ProviderName { get; init; }

    public string? RequestModel { get; init; }

    public string? ResponseModel { get; init; }

    public TokenUsage Usage { get; init; }

    public UsageSource UsageSource { get; init; }

    /// <summary>What was served, and what was used beside tokens.</summary>
    public PricingContext Context { get; init; }

    /// <summary>What the provider says it charged, in USD.</summary>
    public decimal? ReportedCost { get; init; }

    /// <summary>What was used beside tokens by the request, for models that are not paid by the token.</summary>
    public RequestedUsage? Requested { get; init; }

    public CallOutcome Outcome { get; init; }
}
