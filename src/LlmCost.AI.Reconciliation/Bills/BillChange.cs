namespace LlmCost.AI;

/// <summary>The effect of storing a bucket.</summary>
public enum BillChange
{
    /// <summary>The bucket was already stored with the same lines. Only the time of its observation has changed.</summary>
    Unchanged = 0,

    /// <summary>The bucket is new.</summary>
    Added,

    /// <summary>The bucket was already stored with other lines, which were replaced.</summary>
    Restated,
}
