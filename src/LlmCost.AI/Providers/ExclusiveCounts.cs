namespace LlmCost.AI;

/// <summary>
/// The parts that a client excludes from a count, although Microsoft.Extensions.AI documents that the count includes them.
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
