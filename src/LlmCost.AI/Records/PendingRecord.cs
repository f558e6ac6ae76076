using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace LlmCost.AI;

/// <summary>What a <see cref="CostRecord"/> holds: filled in place while the call is under way, and when it is priced.</summary>
/// <remarks>Fields, since reading a property of a large value copies it.</remarks>
internal record struct PendingRecord
{
    public DateTimeOffset Timestamp;

    public string OperationName;

    public string? ProviderName;

    public string? RequestModel;

    public string? ResponseModel;

    public string? ResponseId;

    public string? Feature;

    public IReadOnlyList<KeyValuePair<string, string>>? Tags;

    public bool IsStreaming;

    public TokenUsage Usage;

    public UsageSource UsageSource;

    public UsageAnomalies Anomalies;

    /// <summary>What was served, and what was used beside tokens.</summary>
    public PricingContext Context;

    /// <summary>What each class of tokens costs, in USD; all zero where nothing is known.</summary>
    public TokenClassAmounts Amounts;

    /// <summary>Whether it is known what the call cost.</summary>
    public bool HasCost;

    /// <summary>The sum of <see cref="Amounts"/>.</summary>
    public decimal TotalCost;

    public decimal? ListCost;

    public UnpricedReason UnpricedReason;

    public bool IsProvisioned;

    public PriceSource PriceSource;

    public string? PriceListName;

    public string? PriceListVersion;

    public string? FallbackProvider;

    public TimeSpan Duration;

    public TimeSpan? TimeToFirstChunk;

    public CallOutcome Outcome;

    public string? ErrorType;

    /// <summary>The record of the call, which is nothing but these fields, where they are: copying it would take longer than reading it.</summary>
    [UnscopedRef]
    public ref readonly CostRecord Record => ref Unsafe.As<PendingRecord, CostRecord>(ref this);
}
