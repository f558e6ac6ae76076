using System.Runtime.CompilerServices;

namespace LlmCost.AI;

/// <summary>A count of each <see cref="TokenKind"/>, by its number.</summary>
[InlineArray(Length)]
internal struct TokenKindCounts
{
    /// <summary>How many units there are.</summary>
    public const int Length = (int)TokenKind.OutputVideo + 1;

    private long _first;
}
