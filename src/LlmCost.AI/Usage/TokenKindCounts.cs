using System.Runtime.CompilerServices;

namespace LlmCost.AI;

/// <summary>A count for each <see cref="TokenKind"/>, indexed by the number of the kind.</summary>
[InlineArray(Length)]
internal struct TokenKindCounts
{
    /// <summary>The number of token kinds.</summary>
    public const int Length = (int)TokenKind.OutputVideo + 1;

    private long _first;
}
