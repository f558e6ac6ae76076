namespace LlmCost.AI;

/// <summary>
/// The parts that a client does not include in the count that Microsoft.Extensions.AI documents as containing them.
/// </summary>
[Flags]
internal enum ExclusiveCounts
{
    None = 0,

    /// <summary>Reasoning tokens are not part of the output count.</summary>
    Reasoning = 1,

    /// <summary>Cache reads and writes are not part of the input count.</summary>
    Cache = 2,
}
