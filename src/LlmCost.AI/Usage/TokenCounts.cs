using System.Runtime.CompilerServices;

namespace LlmCost.AI;

/// <summary>A count of each <see cref="TokenUnit"/>, by its number.</summary>
[InlineArray(Length)]
internal struct TokenCounts
{
    /// <summary>How many units there are.</summary>
    public const int Length = (int)TokenUnit.OutputVideo + 1;

    private long _first;
}
