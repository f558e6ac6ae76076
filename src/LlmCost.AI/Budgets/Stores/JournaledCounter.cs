namespace LlmCost.AI;

/// <summary>Represents a counter in a file.</summary>
internal sealed class JournaledCounter(LedgerKey key, DateTimeOffset? windowEnd)
{
    public LedgerKey Key => key;

    public DateTimeOffset? WindowEnd => windowEnd;

    /// <summary>The sums of each bucket of a rolling window. Other windows have only bucket 0.</summary>
    public SortedDictionary<long, JournaledAmounts> Buckets { get; } = [];

    public (int Percent, long Limit, long Bucket) Reached { get; set; }

    public void Add(long bucket, JournaledAmounts amounts) => Buckets[bucket] = Buckets.GetValueOrDefault(bucket) + amounts;

    /// <summary>Charges the floors of open reservations, because their process has ended.</summary>
    public void EndReservations()
    {
        foreach (var (bucket, amounts) in Buckets.ToList())
        {
            Buckets[bucket] = new(Saturating.Add(amounts.Spent, amounts.Floor), 0, 0);
        }
    }

    /// <summary>Removes sums that no longer count. Returns true if the counter can be removed as well.</summary>
    public bool RemoveEnded(DateTimeOffset now)
    {
        if (key.Buckets is 0)
        {
            return windowEnd + BudgetLedger.Retention <= now && Buckets.Values.All(amounts => amounts.Reserved is 0);
        }

        var oldest = ((now - DateTimeOffset.UnixEpoch).Ticks / key.BucketLength.Ticks) - key.Buckets;
        foreach (var (bucket, amounts) in Buckets.ToList())
        {
            if (bucket < oldest && amounts.Reserved is 0)
            {
                Buckets.Remove(bucket);
            }
        }

        return Buckets.Count is 0;
    }
}
