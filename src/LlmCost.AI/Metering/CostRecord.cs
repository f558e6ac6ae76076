using System.Diagnostics.CodeAnalysis;

namespace LlmCost.AI;

/// <summary>One metered call: who made it, what it used, what it cost, and how sure that is.</summary>
/// <remarks>An immutable value; safe on any thread.</remarks>
public readonly record struct CostRecord
{
    private readonly TokenUsage _usage;
    private readonly CostBreakdown? _cost;

    /// <summary>When the call started. The price in force at this instant applies.</summary>
    public DateTimeOffset Timestamp { get; init; }

    /// <summary>
    /// What was done, as <c>gen_ai.operation.name</c> has it: <c>chat</c>, also for the turns of realtime sessions, <c>embeddings</c>, and
    /// for pictures and speech <c>generate_content</c>.
    /// </summary>
    public string OperationName { get; init; }

    /// <summary>Who answered, in OpenTelemetry's names, or <see langword="null"/> where nothing tells.</summary>
    public string? ProviderName { get; init; }

    /// <summary>The model, alias or deployment that was asked for, or <see langword="null"/> where nothing tells.</summary>
    public string? RequestModel { get; init; }

    /// <summary>The model that answered, as the provider names it, or <see langword="null"/> if it did not say.</summary>
    public string? ResponseModel { get; init; }

    /// <summary>The provider's id of the response, or <see langword="null"/> if it gave none.</summary>
    public string? ResponseId { get; init; }

    /// <summary>The feature that the call was made for: see <see cref="CostScope"/>.</summary>
    public string? Feature { get; init; }

    /// <summary>All further tags of the call, also those that are not allowed on metrics. Never <see langword="null"/>.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Tags { get => field ?? []; init; }

    /// <summary>Whether the answer was streamed.</summary>
    public bool IsStreaming { get; init; }

    /// <summary>
    /// What was used, in tokens. All zero where <see cref="UsageSource"/> is <see cref="UsageSource.Missing"/>, and where only
    /// <see cref="Quantities"/> are known.
    /// </summary>
    public TokenUsage Usage { get => _usage; init => _usage = value; }

    /// <summary>How sure <see cref="Usage"/> and <see cref="Quantities"/> are.</summary>
    public UsageSource UsageSource { get; init; }

    /// <summary>What was wrong with the reported counts.</summary>
    public UsageAnomalies Anomalies { get; init; }

    /// <summary>The tier that the provider served, in its own word, or <see langword="null"/> if nothing tells.</summary>
    public string? ServiceTier { get; init; }

    /// <summary>The region or data residency that the provider served, or <see langword="null"/> if nothing tells.</summary>
    public string? Region { get; init; }

    /// <summary>The speed that the provider served, or <see langword="null"/> if nothing tells.</summary>
    public string? Speed { get; init; }

    /// <summary>What was used beside tokens. Never <see langword="null"/>.</summary>
    public IReadOnlyList<BillableQuantity> Quantities { get => field ?? []; init; }

    /// <summary>What the call cost, in USD, or <see langword="null"/> where that is unknown: see <see cref="UnpricedReason"/>.</summary>
    public CostBreakdown? Cost { get => _cost; init => _cost = value; }

    /// <summary>Why <see cref="Cost"/> is unknown.</summary>
    public UnpricedReason UnpricedReason { get; init; }

    /// <summary>
    /// Whether the deployment is paid by the hour, used or not. A cost of the call is then not applicable, or a share of the month
    /// (<see cref="PriceSource.Amortized"/>).
    /// </summary>
    public bool IsProvisioned { get; init; }

    /// <summary>Where the price came from.</summary>
    public PriceSource PriceSource { get; init; }

    /// <summary>
    /// What the call costs by the price that was found, in USD, before discounts and whatever the provider reported; <see langword="null"/> where
    /// no price is known.
    /// </summary>
    public decimal? ListCost { get; init; }

    /// <summary>
    /// The price list that priced the call: <c>catalog</c> for the one of this package, else the file's path, or the feed's name: its address without the query. Where the price
    /// is the user's own or unknown, the list that is asked last.
    /// </summary>
    public string? CatalogSource { get; init; }

    /// <summary>The version of that list.</summary>
    public string? CatalogVersion { get; init; }

    /// <summary>
    /// The maker whose price it is, where the provider is a reseller without a price of its own: see <see cref="CostMeteringOptions.Fallbacks"/>;
    /// else <see langword="null"/>.
    /// </summary>
    public string? FallbackProvider { get; init; }

    /// <summary>How long the call took; of a stream, until its last update, the time in the caller's hands included.</summary>
    public TimeSpan Duration { get; init; }

    /// <summary>How long the first update of a stream took, or <see langword="null"/> where none came or nothing was streamed.</summary>
    public TimeSpan? TimeToFirstChunk { get; init; }

    /// <summary>How the call ended.</summary>
    public CallOutcome Outcome { get; init; }

    /// <summary>
    /// The full name of the exception's type, of a failed realtime response the provider's code, or <see langword="null"/> if the call did not fail and
    /// was not cancelled.
    /// </summary>
    public string? ErrorType { get; init; }

    /// <summary>Whether it is known what the call cost.</summary>
    internal bool HasCost => _cost.HasValue;

    /// <summary>All that the call cost, in USD; zero where it is unknown.</summary>
    internal decimal TotalCost => Nullable.GetValueRefOrDefaultRef(in _cost).Total;

    /// <summary>The tokens of each class, by its number.</summary>
    internal void CopyTokensTo(Span<long> classes) => _usage.CopyTo(classes);

    /// <summary>The cost of each class, by its number; all zero where it is unknown.</summary>
    [UnscopedRef]
    internal ReadOnlySpan<decimal> Amounts => Nullable.GetValueRefOrDefaultRef(in _cost).Amounts;
}
