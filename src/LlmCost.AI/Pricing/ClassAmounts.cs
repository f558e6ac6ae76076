using System.Runtime.CompilerServices;

namespace LlmCost.AI;

/// <summary>An amount of each <see cref="TokenClass"/>, by its number, in USD.</summary>
[InlineArray(LlmCostAttributes.TokenClassCount)]
internal struct ClassAmounts
{
    private decimal _first;
}
