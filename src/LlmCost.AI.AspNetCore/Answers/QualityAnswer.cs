namespace LlmCost.AI;

/// <summary>The data quality: what makes the sums unreliable.</summary>
/// <remarks><c>app/src/api.ts</c> of the dashboard declares the same members.</remarks>
internal sealed class QualityAnswer
{
    public required string Instance { get; init; }

    public required DateTimeOffset Since { get; init; }

    public required SumsAnswer Total { get; init; }

    public required IReadOnlyList<UnpricedModelAnswer> Unpriced { get; init; }

    public required IReadOnlyList<UsageSourceAnswer> Usage { get; init; }

    public required IReadOnlyList<AnomalyAnswer> Anomalies { get; init; }

    public required long FoldedCalls { get; init; }

    public required int MaxSeries { get; init; }

    public required IReadOnlyList<HeldPriceAnswer> Held { get; init; }

    public required IReadOnlyList<PriceListAgeAnswer> PriceLists { get; init; }

    public required IReadOnlyList<FailureAnswer> Failures { get; init; }

    public required IReadOnlyList<string> Warnings { get; init; }
}
