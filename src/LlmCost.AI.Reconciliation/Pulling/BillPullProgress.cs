namespace LlmCost.AI;

/// <summary>The progress of a pull. Instances are immutable and thread-safe.</summary>
public readonly record struct BillPullProgress
{
    /// <summary>Gets the end of the bucket that was stored last.</summary>
    public required DateTimeOffset Reached { get; init; }

    /// <summary>Gets the number of buckets that were stored.</summary>
    public required int Buckets { get; init; }

    /// <summary>Gets the number of lines that were stored.</summary>
    public required long Lines { get; init; }
}
