namespace LlmCost.AI;

/// <summary>The parts that a client reports beside the count that Microsoft.Extensions.AI documents as holding them.</summary>
[Flags]
internal enum ExclusiveCounts
{
    None = 0,

    /// <summary>Reasoning tokens are not in the output count.</summary>
    Reasoning = 1,

    /// <summary>Cache reads and writes are not in the input count.</summary>
    Cache = 2,
}
