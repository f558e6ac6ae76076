namespace LlmCost.AI;

/// <summary>What a call costs, or why that is unknown: the part of its <see cref="CostRecord"/> that pricing fills in.</summary>
/// <remarks>Fields, since reading a property of a large struct copies it.</remarks>
internal struct CallPrice
{
    /// <summary>What it costs, where <see cref="HasCost"/>.</summary>
    public CostBreakdown KnownCost;

    public bool HasCost;

    public decimal? ListCost;

    public UnpricedReason UnpricedReason;

    public PriceSource PriceSource;

    public bool IsProvisioned;

    /// <summary>The list that priced the call; where none did, the one that is asked last.</summary>
    public NamedPriceList List;

    public string? FallbackProvider;

    /// <summary>How sure the usage is that was priced.</summary>
    public UsageSource UsageSource;

    /// <summary>What was charged beside tokens.</summary>
    public IReadOnlyList<BillableQuantity> Quantities;

    public readonly CostBreakdown? Cost => HasCost ? KnownCost : null;
}
