namespace LlmCost.AI;

/// <summary>The properties that the charges of one row have in common.</summary>
/// <param name="Start">The start of the hour or day.</param>
/// <param name="Service">The service that made the calls.</param>
/// <param name="Environment">Its environment.</param>
/// <param name="Key">The provider, model, feature and account.</param>
/// <param name="UsageSource">The source of the usage.</param>
/// <param name="PriceSource">The source of the price.</param>
/// <param name="PriceList">The name and version of the price list.</param>
/// <param name="IsProvisioned">True if the deployment is billed hourly.</param>
/// <param name="Tags">The tags as JSON, including the feature.</param>
/// <param name="Price">The unit and its price.</param>
internal sealed record FocusGroup(
    DateTimeOffset Start,
    string? Service,
    string? Environment,
    LedgerKey Key,
    UsageSource UsageSource,
    PriceSource PriceSource,
    string? PriceList,
    bool IsProvisioned,
    string? Tags,
    LedgerPrice Price);
