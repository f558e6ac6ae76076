namespace LlmCost.AI;

/// <summary>Represents one metered call: its attribution, usage and cost, and how certain the usage and the price are.</summary>
/// <remarks>
/// Immutable and safe to use from any thread. A record is created only if there is an <see cref="ICostObserver"/> to receive it.
/// </remarks>
public sealed class CostRecord
{
    /// <summary>Gets the unique id of the call: a version 7 UUID, so that ids sort by <see cref="Timestamp"/>.</summary>
    public Guid Id { get; init; }

    /// <summary>Gets the time at which the call started. The price in effect at this time applies.</summary>
    public DateTimeOffset Timestamp { get; init; }

    /// <summary>
    /// Gets the operation, as <c>gen_ai.operation.name</c> defines it: <c>chat</c> (also for turns of realtime sessions),
    /// <c>embeddings</c>, and <c>generate_content</c> for images and speech.
    /// </summary>
    public required string OperationName { get; init; }

    /// <summary>Gets the OpenTelemetry name of the provider, or <see langword="null"/> if it is unknown.</summary>
    public string? ProviderName { get; init; }

    /// <summary>
    /// Gets the account that the provider bills (a project, workspace, subscription or key alias), or <see langword="null"/> if
    /// none is configured. See <see cref="CostMeteringOptions.Accounts"/>.
    /// </summary>
    public string? Account { get; init; }

    /// <summary>Gets the requested model, alias or deployment, or <see langword="null"/> if it is unknown.</summary>
    public string? RequestModel { get; init; }

    /// <summary>
    /// Gets the model that responded, as named by the provider, or <see langword="null"/> if the provider did not report the
    /// model.
    /// </summary>
    public string? ResponseModel { get; init; }

    /// <summary>Gets the provider's id of the response, or <see langword="null"/> if the provider did not report an id.</summary>
    public string? ResponseId { get; init; }

    /// <summary>
    /// Gets the provider's id of the HTTP request, which is useful for support requests, or <see langword="null"/> if it is
    /// unknown. Only a <see cref="CostMeteringHandler"/> can read this id.
    /// </summary>
    public string? RequestId { get; init; }

    /// <summary>
    /// Gets the number of HTTP requests of the call, including retries by the client, or 0 if it is unknown. Only a
    /// <see cref="CostMeteringHandler"/> can count them.
    /// </summary>
    public int Attempts { get; init; }

    /// <summary>
    /// Gets the estimated cost, in USD, of requests that failed in a way that providers often bill, such as a timeout, or
    /// <see langword="null"/> if there were no such requests or if their cost is unknown. This cost is not part of
    /// <see cref="Cost"/>.
    /// </summary>
    public decimal? PossiblyBilledCost { get; init; }

    /// <summary>Gets the feature for which the call was made. See <see cref="CostScope"/>.</summary>
    public string? Feature { get; init; }

    /// <summary>Gets the tags of the call other than its feature, including tags that are not allowed on metrics.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Tags { get; init; } = [];

    /// <summary>Gets a value indicating whether the response was streamed.</summary>
    public bool IsStreaming { get; init; }

    /// <summary>
    /// Gets the tokens that the call used. All counts are zero if <see cref="UsageSource"/> is <see cref="UsageSource.Missing"/>
    /// or if only <see cref="Quantities"/> are known.
    /// </summary>
    public TokenUsage Usage { get; init; }

    /// <summary>
    /// Gets the source of <see cref="Usage"/> and <see cref="Quantities"/>, which indicates how certain they are.
    /// </summary>
    public UsageSource UsageSource { get; init; }

    /// <summary>Gets the contradictions found in the reported counts.</summary>
    public UsageAnomalies Anomalies { get; init; }

    /// <summary>
    /// Gets the service tier that the provider used, as named by the provider, or <see langword="null"/> if it is unknown.
    /// </summary>
    public string? ServiceTier { get; init; }

    /// <summary>Gets the region or data residency that the provider used, or <see langword="null"/> if it is unknown.</summary>
    public string? Region { get; init; }

    /// <summary>Gets the speed that the provider used, or <see langword="null"/> if it is unknown.</summary>
    public string? Speed { get; init; }

    /// <summary>
    /// Gets the kind of prompt cache, on which some prices depend. The value is <c>explicit</c> if the request selected a cache,
    /// or <see langword="null"/> if the call used the provider's default cache or the kind is unknown.
    /// </summary>
    public string? CacheMode { get; init; }

    /// <summary>Gets the billable quantities other than tokens.</summary>
    public IReadOnlyList<BillableQuantity> Quantities { get; init; } = [];

    /// <summary>
    /// Gets the cost of the call in USD, or <see langword="null"/> if it is unknown. See <see cref="UnpricedReason"/>.
    /// </summary>
    public CostBreakdown? Cost { get; init; }

    /// <summary>
    /// Gets the charges, one for each billed unit and price. The costs of the charges add up exactly to the total of
    /// <see cref="Cost"/>. Empty if the cost is unknown.
    /// </summary>
    public IReadOnlyList<Charge> Charges { get; init; } = [];

    /// <summary>Gets the reason why <see cref="Cost"/> is unknown.</summary>
    public UnpricedReason UnpricedReason { get; init; }

    /// <summary>
    /// Gets the parts of the call that <see cref="Cost"/> does not include. If there are any, the cost is a lower bound.
    /// </summary>
    public IReadOnlyList<UnpricedPart> UnpricedParts { get; init; } = [];

    /// <summary>Gets a value indicating whether the cost is known and includes all of the usage.</summary>
    public bool IsComplete => Cost is not null && UnpricedParts.Count is 0;

    /// <summary>
    /// Gets a value indicating whether the deployment is billed hourly (provisioned). If so, the call either has no cost of its
    /// own, or its cost is a share of the monthly cost (<see cref="PriceSource.Amortized"/>).
    /// </summary>
    public bool IsProvisioned { get; init; }

    /// <summary>Gets the source of the price.</summary>
    public PriceSource PriceSource { get; init; }

    /// <summary>
    /// Gets the cost of the call at list prices in USD, before discounts and regardless of the cost that the provider reported,
    /// or <see langword="null"/> if no price is known.
    /// </summary>
    public decimal? ListCost { get; init; }

    /// <summary>
    /// Gets the price list that was used: <c>catalog</c> for the embedded list, otherwise the path of the file or the name of the
    /// feed (its address without the query). For custom and unknown prices, this is the last list that was consulted.
    /// </summary>
    public string? PriceListName { get; init; }

    /// <summary>Gets the version of the price list that <see cref="PriceListName"/> names.</summary>
    public string? PriceListVersion { get; init; }

    /// <summary>
    /// Gets the provider whose price was used because the call's provider is a reseller without a known price; otherwise,
    /// <see langword="null"/>. See <see cref="CostMeteringOptions.ResellerFallbacks"/>.
    /// </summary>
    public string? FallbackProvider { get; init; }

    /// <summary>
    /// Gets the duration of the call. The duration of a streamed call extends to the last update, and includes the time that the
    /// caller spends on each update.
    /// </summary>
    public TimeSpan Duration { get; init; }

    /// <summary>
    /// Gets the time from the start of the call to the first update of its stream, or <see langword="null"/> if nothing was
    /// streamed.
    /// </summary>
    public TimeSpan? TimeToFirstChunk { get; init; }

    /// <summary>Gets the outcome of the call.</summary>
    public CallOutcome Outcome { get; init; }

    /// <summary>
    /// Gets the full name of the exception's type, or the provider's error code for a failed realtime response.
    /// <see langword="null"/> if the call neither failed nor was canceled.
    /// </summary>
    public string? ErrorType { get; init; }
}
