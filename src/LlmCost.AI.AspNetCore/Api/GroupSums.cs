namespace LlmCost.AI;

/// <summary>The sums of a group in a range, in each bucket, and in the preceding range.</summary>
internal sealed class GroupSums(int buckets)
{
    private readonly HashSet<string?> _providers = [];

    public CostSums Total { get; } = new();

    public CostSums Before { get; } = new();

    public decimal[] Usd { get; } = new decimal[buckets];

    /// <summary>Gets the provider if all calls have the same one.</summary>
    public string? Provider => _providers.Count is 1 ? _providers.Single() : null;

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
