namespace LlmCost.AI;

/// <summary>Names and values of attributes that the semantic conventions don't define.</summary>
internal static class LlmCostAttributes
{
    public const string Feature = "llmcost.feature";
    public const string TokenClass = "llmcost.token.class";
    public const string UsageSource = "llmcost.usage.source";
    public const string UnpricedReason = "llmcost.unpriced.reason";
    public const string UnpricedParts = "llmcost.unpriced.parts";
    public const string Anomaly = "llmcost.usage.anomaly";
    public const string FailureReason = "llmcost.failure.reason";
    public const string FoldedTag = "llmcost.tag";
    public const string PriceListName = "llmcost.price_list.name";
    public const string PriceListUpdateOutcome = "llmcost.price_list.update.outcome";
    public const string PriceListVersion = "llmcost.price_list.version";
    public const string ServiceTier = "llmcost.service_tier";
    public const string CallsCostAmount = "llmcost.cost.amount";
    public const string CallsCount = "llmcost.calls";
    public const string UnpricedCallsCount = "llmcost.unpriced.calls";
    public const string PartialCallsCount = "llmcost.unpriced.partial_calls";

    /// <summary>The value that replaces attribute values beyond the limit.</summary>
    public const string Other = "other";

    /// <summary>The label values of <see cref="LlmCost.AI.TokenClass"/>, indexed by the number of the class.</summary>
    public static readonly string[] TokenClasses =
    [
        "input", "input_cache_read", "input_cache_write", "input_audio", "input_image", "input_video",
        "output", "output_reasoning", "output_audio", "output_image", "output_video", "fee", "unallocated",
    ];

    public static string ToLabel(this UsageSource source) => source switch
    {
        LlmCost.AI.UsageSource.Reported => "reported",
        LlmCost.AI.UsageSource.Estimated => "estimated",
        LlmCost.AI.UsageSource.Requested => "requested",
        _ => "missing",
    };

    /// <summary>
    /// Returns the value of <c>gen_ai.usage.cost.source</c>: whether the provider reported the cost or it was calculated.
    /// </summary>
    public static string ToCostSource(this PriceSource source) =>
        source is PriceSource.Provider ? GenAIAttributes.ProviderCost : GenAIAttributes.LocalCost;

    public static string ToLabel(this UnpricedReason reason) => reason switch
    {
        LlmCost.AI.UnpricedReason.UnknownModel => "unknown_model",
        LlmCost.AI.UnpricedReason.UnknownTier => "unknown_tier",
        LlmCost.AI.UnpricedReason.MissingRate => "missing_rate",
        LlmCost.AI.UnpricedReason.UnknownField => "unknown_field",
        LlmCost.AI.UnpricedReason.UnreportedUsage => "unreported_usage",
        LlmCost.AI.UnpricedReason.PossiblyBilled => "possibly_billed",
        _ => "missing_usage",
    };

    public static string ToLabel(this PriceUpdateOutcome outcome) => outcome switch
    {
        PriceUpdateOutcome.Unchanged => "unchanged",
        PriceUpdateOutcome.Applied => "applied",
        PriceUpdateOutcome.Held => "held",
        PriceUpdateOutcome.Invalid => "invalid",
        PriceUpdateOutcome.Untrusted => "untrusted",
        _ => "unavailable",
    };

    public static string ToLabel(this MeteringFailure failure) => failure switch
    {
        MeteringFailure.Reading => "reading",
        MeteringFailure.Reader => "reader",
        MeteringFailure.Estimator => "estimator",
        MeteringFailure.Recording => "recording",
        MeteringFailure.Observer => "observer",
        _ => "configuration",
    };

    public static string ToLabel(this UsageAnomalies anomaly) => anomaly switch
    {
        UsageAnomalies.NegativeCount => "negative_count",
        UsageAnomalies.ImplausibleCount => "implausible_count",
        UsageAnomalies.CacheExceedsInput => "cache_exceeds_input",
        UsageAnomalies.ReasoningExceedsOutput => "reasoning_exceeds_output",
        UsageAnomalies.ModalityExceedsTotal => "modality_exceeds_total",
        UsageAnomalies.TotalMismatch => "total_mismatch",
        UsageAnomalies.HiddenOutput => "hidden_output",
        _ => "total_only",
    };
}
