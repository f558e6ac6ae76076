using System.Runtime.CompilerServices;

namespace LlmCost.AI;

/// <summary>A count of each <see cref="TokenClass"/>, by its number.</summary>
[InlineArray(LlmCostAttributes.TokenClassCount)]
internal struct TokenClassCounts
{
    private long _first;
}
