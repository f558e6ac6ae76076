using System.Runtime.CompilerServices;

namespace LlmCost.AI;

/// <summary>
/// A rate for each <see cref="TokenKind"/>, in USD per million tokens, indexed by the number of the kind; <see langword="null"/>
/// means that the kind has no separate rate.
/// </summary>
[InlineArray(TokenKindCounts.Length)]
internal struct TokenKindRates : IEquatable<TokenKindRates>
{
    private decimal? _first;

    public readonly bool Equals(TokenKindRates other) => ((ReadOnlySpan<decimal?>)this).SequenceEqual(other);

    public override readonly bool Equals(object? obj) => obj is TokenKindRates other && Equals(other);

    public override readonly int GetHashCode()
    {
        var hash = default(HashCode);
        foreach (var rate in this)
        {
            hash.Add(rate);
        }

        return hash.ToHashCode();
    }
}
