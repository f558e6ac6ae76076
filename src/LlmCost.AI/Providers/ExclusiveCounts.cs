namespace LlmCost.AI;

/// <summary>
/// The token counts that a client reports separately, although Microsoft.Extensions.AI documents them as parts of other counts.
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
