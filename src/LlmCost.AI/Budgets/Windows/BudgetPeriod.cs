namespace LlmCost.AI;

/// <summary>Represents one window of a budget.</summary>
/// <param name="Start">The start; <see cref="DateTimeOffset.UnixEpoch"/> if the window is rolling or never ends.</param>
/// <param name="End">The end, at which the next window starts; null if the window is rolling or never ends.</param>
/// <param name="BucketLength">The length of the buckets of a rolling window; null for other windows.</param>
/// <param name="Buckets">The number of buckets that cover a rolling window.</param>
internal readonly record struct BudgetPeriod(DateTimeOffset Start, DateTimeOffset? End, TimeSpan? BucketLength, int Buckets);
