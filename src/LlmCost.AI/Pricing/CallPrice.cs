namespace LlmCost.AI;

/// <summary>What a call costs, or why that is unknown: the part of its <see cref="CostRecord"/> that pricing fills in.</summary>
internal struct CallPrice
{
    public CostBreakdown? Cost { get; set; }

    public decimal? ListCost { get; set; }

    public UnpricedReason UnpricedReason { get; set; }

    public PriceSource PriceSource { get; set; }

    public bool IsProvisioned { get; set; }

    /// <summary>The list that priced the call; where none did, the one that is asked last.</summary>
    public NamedPriceList List { get; set; }

    public string? FallbackProvider { get; set; }

    /// <summary>How sure the usage is that was priced.</summary>
    public UsageSource UsageSource { get; set; }

    /// <summary>What was charged beside tokens.</summary>
    public IReadOnlyList<BillableQuantity> Quantities { get; set; }
}
