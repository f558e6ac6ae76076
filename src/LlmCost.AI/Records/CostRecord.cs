using System.Diagnostics.CodeAnalysis;

namespace LlmCost.AI;

/// <summary>One metered call: who made it, what it used, what it cost, and how sure that is.</summary>
/// <remarks>An immutable value; safe on any thread.</remarks>
public readonly record struct CostRecord
{
    private readonly PendingRecord _data;

    internal CostRecord(in PendingRecord data) => _data = data;

    /// <summary>When the call started. The price in force at this instant applies.</summary>
    public DateTimeOffset Timestamp { get => _data.Timestamp; init => _data.Timestamp = value; }

    /// <summary>
    /// What was done, as <c>gen_ai.operation.name</c> has it: <c>chat</c>, also for the turns of realtime sessions, <c>embeddings</c>, and
    /// for images and speech <c>generate_content</c>.
    /// </summary>
    public string OperationName { get => _data.OperationName; init => _data.OperationName = value; }

    /// <summary>Who answered, in OpenTelemetry's names, or <see langword="null"/> where nothing tells.</summary>
    public string? ProviderName { get => _data.ProviderName; init => _data.ProviderName = value; }

    /// <summary>The model, alias or deployment that was asked for, or <see langword="null"/> where nothing tells.</summary>
    public string? RequestModel { get => _data.RequestModel; init => _data.RequestModel = value; }

    /// <summary>The model that answered, as the provider names it, or <see langword="null"/> if it did not say.</summary>
    public string? ResponseModel { get => _data.ResponseModel; init => _data.ResponseModel = value; }

    /// <summary>The provider's id of the response, or <see langword="null"/> if it gave none.</summary>
    public string? ResponseId { get => _data.ResponseId; init => _data.ResponseId = value; }

    /// <summary>The feature that the call was made for: see <see cref="CostScope"/>.</summary>
    public string? Feature { get => _data.Feature; init => _data.Feature = value; }

    /// <summary>All further tags of the call, also those that are not allowed on metrics. Never <see langword="null"/>.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Tags { get => _data.Tags ?? []; init => _data.Tags = value; }

    /// <summary>Whether the answer was streamed.</summary>
    public bool IsStreaming { get => _data.IsStreaming; init => _data.IsStreaming = value; }

    /// <summary>
    /// What was used, in tokens. All zero where <see cref="UsageSource"/> is <see cref="UsageSource.Missing"/>, and where only
    /// <see cref="Quantities"/> are known.
    /// </summary>
    public TokenUsage Usage { get => _data.Usage; init => _data.Usage = value; }

    /// <summary>How sure <see cref="Usage"/> and <see cref="Quantities"/> are.</summary>
    public UsageSource UsageSource { get => _data.UsageSource; init => _data.UsageSource = value; }

    /// <summary>What was wrong with the reported counts.</summary>
    public UsageAnomalies Anomalies { get => _data.Anomalies; init => _data.Anomalies = value; }

    /// <summary>The tier that the provider served, in its own word, or <see langword="null"/> if nothing tells.</summary>
    public string? ServiceTier { get => _data.Context.ServiceTier; init => _data.Context = _data.Context with { ServiceTier = value }; }

    /// <summary>The region or data residency that the provider served, or <see langword="null"/> if nothing tells.</summary>
    public string? Region { get => _data.Context.Region; init => _data.Context = _data.Context with { Region = value }; }

    /// <summary>The speed that the provider served, or <see langword="null"/> if nothing tells.</summary>
    public string? Speed { get => _data.Context.Speed; init => _data.Context = _data.Context with { Speed = value }; }

    /// <summary>What was used beside tokens. Never <see langword="null"/>.</summary>
    public IReadOnlyList<BillableQuantity> Quantities { get => _data.Context.Quantities; init => _data.Context = _data.Context with { Quantities = value }; }

    /// <summary>What the call cost, in USD, or <see langword="null"/> where that is unknown: see <see cref="UnpricedReason"/>.</summary>
    public CostBreakdown? Cost
    {
        get => _data.HasCost ? new CostBreakdown(in _data.Amounts) : null;
        init
        {
            var cost = value.GetValueOrDefault();
            (_data.HasCost, _data.TotalCost) = (value.HasValue, cost.Total);
            cost.Amounts.CopyTo(_data.Amounts);
        }
    }

    /// <summary>Why <see cref="Cost"/> is unknown.</summary>
    public UnpricedReason UnpricedReason { get => _data.UnpricedReason; init => _data.UnpricedReason = value; }

    /// <summary>
    /// Whether the deployment is paid by the hour, used or not. A cost of the call is then not applicable, or a share of the month
    /// (<see cref="PriceSource.Amortized"/>).
    /// </summary>
    public bool IsProvisioned { get => _data.IsProvisioned; init => _data.IsProvisioned = value; }

    /// <summary>Where the price came from.</summary>
    public PriceSource PriceSource { get => _data.PriceSource; init => _data.PriceSource = value; }

    /// <summary>
    /// What the call costs by the price that was found, in USD, before discounts and whatever the provider reported; <see langword="null"/> where
    /// no price is known.
    /// </summary>
    public decimal? ListCost { get => _data.ListCost; init => _data.ListCost = value; }

    /// <summary>
    /// The price list that priced the call: <c>catalog</c> for the one of this package, else the file's path, or the feed's name: its address without the query. Where the price
    /// is the user's own or unknown, the list that is asked last.
    /// </summary>
    public string? PriceListName { get => _data.PriceListName; init => _data.PriceListName = value; }

    /// <summary>The version of that list.</summary>
    public string? PriceListVersion { get => _data.PriceListVersion; init => _data.PriceListVersion = value; }

    /// <summary>
    /// The maker whose price it is, where the provider is a reseller without a price of its own: see <see cref="CostMeteringOptions.ResellerFallbacks"/>;
    /// else <see langword="null"/>.
    /// </summary>
    public string? FallbackProvider { get => _data.FallbackProvider; init => _data.FallbackProvider = value; }

    /// <summary>How long the call took; of a stream, until its last update, the time in the caller's hands included.</summary>
    public TimeSpan Duration { get => _data.Duration; init => _data.Duration = value; }

    /// <summary>How long the first update of a stream took, or <see langword="null"/> where none came or nothing was streamed.</summary>
    public TimeSpan? TimeToFirstChunk { get => _data.TimeToFirstChunk; init => _data.TimeToFirstChunk = value; }

    /// <summary>How the call ended.</summary>
    public CallOutcome Outcome { get => _data.Outcome; init => _data.Outcome = value; }

    /// <summary>
    /// The full name of the exception's type, of a failed realtime response the provider's code, or <see langword="null"/> if the call did not fail and
    /// was not cancelled.
    /// </summary>
    public string? ErrorType { get => _data.ErrorType; init => _data.ErrorType = value; }

    /// <summary>The same, for those who look at many of its values: reading a property of a large value copies it.</summary>
    [UnscopedRef]
    internal ref readonly PendingRecord Data => ref _data;
}
