using System.Runtime.CompilerServices;

namespace LlmCost.AI;

/// <summary>A count of each <see cref="TokenClass"/>, by its number.</summary>
[InlineArray(Length)]
internal struct TokenClassCounts
{
    /// <summary>The number of token classes.</summary>
    public const int Length = (int)TokenClass.Unallocated + 1;

    private long _first;
}
