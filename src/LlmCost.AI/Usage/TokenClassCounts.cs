using System.Runtime.CompilerServices;

namespace LlmCost.AI;

/// <summary>A count for each <see cref="TokenClass"/>, indexed by the number of the class.</summary>
[InlineArray(Length)]
internal struct TokenClassCounts
{
    /// <summary>The number of token classes.</summary>
    public const int Length = (int)TokenClass.Unallocated + 1;

    private long _first;
}
