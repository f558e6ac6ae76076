namespace LlmCost.AI;

/// <summary>A price beside tokens, as the provider publishes it: so many dollars for so many units.</summary>
public sealed record FeeRate
{
    /// <summary>What is charged.</summary>
    public required BillableUnit Unit { get; init; }

    /// <summary>The price, in USD, for <see cref="Per"/> units; zero or more.</summary>
    public required decimal Amount { get; init; }

    /// <summary>
    /// Gets how many units the price is for, such as 1,000 searches or 3,600 seconds; greater than zero. Separate from the
    /// amount, since the price of one unit may be a periodic decimal. Default: 1.
    /// </summary>
    public decimal Per { get; init; } = 1;

    /// <summary>Of which kind, such as an image's size and quality; <see langword="null"/>: any.</summary>
    public string? Kind { get; init; }

    /// <summary>Whether it is a price of what goes in, of what comes out, or of neither. Default: neither.</summary>
    public CostDirection Direction { get; init; }
}
