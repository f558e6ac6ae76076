namespace LlmCost.AI;

/// <summary>What storing a bucket has changed.</summary>
public enum BillChange
{
    /// <summary>The bucket was kept with the same lines. Only the time of its observation has changed.</summary>
    Unchanged = 0,

    /// <summary>The bucket is new.</summary>
    Added,

    /// <summary>The bucket had other lines, which were replaced.</summary>
    Restated,
}
