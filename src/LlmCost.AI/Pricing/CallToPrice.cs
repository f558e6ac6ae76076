namespace LlmCost.AI;

/// <summary>What the price of a call depends on.</summary>
/// <remarks>Fields, since reading a property of a large struct copies it.</remarks>
internal struct CallToPrice
{
    public DateTimeOffset Timestamp;

    public string? ProviderName;

    public string? RequestModel;

    public string? ResponseModel;

    public TokenUsage Usage;

    public UsageSource UsageSource;

    /// <summary>What was served, and what was used beside tokens.</summary>
    public PricingContext Context;

    /// <summary>What the provider says it charged, in USD.</summary>
    public decimal? ReportedCost;

    /// <summary>What was used beside tokens by the request, for models that are not paid by the token.</summary>
    public RequestedUsage? Requested;

    public CallOutcome Outcome;
}
