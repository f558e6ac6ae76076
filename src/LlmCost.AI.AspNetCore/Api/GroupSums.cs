namespace LlmCost.AI;

/// <summary>The sums of a group in a range, in each bucket, and in the preceding range.</summary>
internal sealed class GroupSums(int buckets)
{
    private readonly SortedSet<string?> _providers = new(StringComparer.Ordinal);

    public CostSums Total { get; } = new();

    public CostSums Before { get; } = new();

    public decimal[] Usd { get; } = new decimal[buckets];

    /// <summary>Gets the providers of the calls. An unknown provider is null.</summary>
    public IReadOnlyList<string?> Providers => [.. _providers];

    /// <summary>Adds sums to a bucket, or to the preceding range if the bucket is -1.</summary>
    public void Add(int bucket, CostSums sums, string? provider)
    {
        _providers.Add(provider);
        (bucket < 0 ? Before : Total).Add(sums);
        if (bucket >= 0)
        {
            Usd[bucket] += sums.Total;
        }
    }
}
