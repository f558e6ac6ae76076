namespace LlmCost.AI;

/// <summary>
/// The record of a call in progress, filled in place as the call proceeds. Telemetry reads this record. Observers receive a
/// <see cref="CostRecord"/> instead.
/// </summary>
/// <remarks>
/// This is a struct of fields that is passed by reference, because copying it would take longer than reading it.
/// </remarks>
internal struct PendingRecord
{
    public DateTimeOffset Timestamp;

    public string OperationName;

    public string? ProviderName;

    /// <summary>True if <see cref="ProviderName"/> is a host whose provider is unknown.</summary>
    public bool IsUnknownHost;

    public string? Account;

    public string? RequestModel;

    /// <summary>True if the requested model has its own price or configuration.</summary>
    public bool IsModelKnown;

    public string? ResponseModel;

    public string? ResponseId;

    public string? Feature;

    public IReadOnlyList<KeyValuePair<string, string>>? Tags;

    public bool IsStreaming;

    public TokenUsage Usage;

    public UsageSource UsageSource;

    public UsageAnomalies Anomalies;

    public ServedAs ServedAs;

    /// <summary>The quantities other than tokens; <see langword="null"/> if there are none.</summary>
    public IReadOnlyList<BillableQuantity>? Quantities;

    /// <summary>The cost of each token class in USD; all zero if the cost is unknown.</summary>
    public TokenClassAmounts Amounts;

    /// <summary>True if the cost is known.</summary>
    public bool HasCost;

    /// <summary>The sum of <see cref="Amounts"/>.</summary>
    public decimal TotalCost;

    public decimal? ListCost;

    /// <summary>The charges, or <see langword="null"/> if there are no observers.</summary>
    public List<Charge>? Charges;

    /// <summary>
    /// The usage of each inference, if one of them used a model other than the call's model; otherwise, <see langword="null"/>.
    /// </summary>
    public IReadOnlyList<UsagePart>? Parts;

    /// <summary>The parts that the cost does not include, or <see langword="null"/> if the cost is complete.</summary>
    public IReadOnlyList<UnpricedPart>? UnpricedParts;

    /// <summary>True if a deployment that is billed hourly passed the call on to one that is billed per token.</summary>
    public bool IsSpilledOver;

    /// <summary>The number of HTTP requests; 0 if it is unknown.</summary>
    public int Attempts;

    /// <summary>True if a request failed in a way that providers often bill.</summary>
    public bool IsPossiblyBilled;

    /// <summary>The estimated cost, in USD, of requests that failed in a way that providers often bill, if it is known.</summary>
    public decimal? PossiblyBilledCost;

    public string? RequestId;

    public UnpricedReason UnpricedReason;

    /// <summary>
    /// The reason why the cost is a lower bound; <see cref="UnpricedReason.None"/> if the cost is complete or unknown.
    /// </summary>
    public UnpricedReason PartialReason;

    public bool IsProvisioned;

    public PriceSource PriceSource;

    public string? PriceListName;

    public string? PriceListVersion;

    public string? FallbackProvider;

    /// <summary>The name of a custom price for the requested model that does not apply to the model that responded.</summary>
    public string? PassedOverPrice;

    public TimeSpan Duration;

    public TimeSpan? TimeToFirstChunk;

    public CallOutcome Outcome;

    public string? ErrorType;

    /// <summary>True if the call should have a cost, but the cost is unknown.</summary>
    public readonly bool IsUnpriced => !HasCost && (UnpricedReason is not UnpricedReason.None || IsProvisioned);

    /// <summary>True if the provider responded, at least partially.</summary>
    public readonly bool HasAnswer =>
        ResponseModel is not null
        || TimeToFirstChunk is not null
        || UsageSource is not UsageSource.Missing
        || Outcome is CallOutcome.Completed;

    /// <summary>True if the cost is a lower bound, because it does not include parts of the call.</summary>
    public readonly bool IsPartial => PartialReason is not UnpricedReason.None;

    /// <summary>Creates the record that observers receive.</summary>
    public readonly CostRecord ToRecord() => new()
    {
        // A version 7 UUID can't represent a time before 1970, which a clock that is set incorrectly may report.
        Id = Guid.CreateVersion7(Timestamp < DateTimeOffset.UnixEpoch ? DateTimeOffset.UnixEpoch : Timestamp),
        Timestamp = Timestamp,
        OperationName = OperationName,
        ProviderName = ProviderName,
        Account = Account,
        RequestModel = RequestModel,
        ResponseModel = ResponseModel,
        ResponseId = ResponseId,
        RequestId = RequestId,
        Attempts = Attempts,
        PossiblyBilledCost = PossiblyBilledCost,
        Feature = Feature,
        Tags = Tags ?? [],
        IsStreaming = IsStreaming,
        Usage = Usage,
        UsageSource = UsageSource,
        Anomalies = Anomalies,
        ServiceTier = ServedAs.ServiceTier,
        Region = ServedAs.Region,
        Speed = ServedAs.Speed,
        CacheMode = ServedAs.CacheMode,
        Quantities = Quantities ?? [],
        Cost = HasCost ? new CostBreakdown(in Amounts) : null,
        Charges = Charges is null ? [] : Charges.AsReadOnly(),
        UnpricedReason = UnpricedReason,
        UnpricedParts = UnpricedParts ?? [],
        IsProvisioned = IsProvisioned,
        PriceSource = PriceSource,
        ListCost = ListCost,
        PriceListName = PriceListName,
        PriceListVersion = PriceListVersion,
        FallbackProvider = FallbackProvider,
        Duration = Duration,
        TimeToFirstChunk = TimeToFirstChunk,
        Outcome = Outcome,
        ErrorType = ErrorType,
    };
}
