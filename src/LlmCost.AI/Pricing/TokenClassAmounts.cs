using System.Runtime.CompilerServices;

namespace LlmCost.AI;

/// <summary>An amount in USD for each <see cref="TokenClass"/>, indexed by the number of the class.</summary>
[InlineArray(TokenClassCounts.Length)]
internal struct TokenClassAmounts : IEquatable<TokenClassAmounts>
{
    /// <summary>
    /// The maximum number of decimal places of the cost of a call in USD. With this limit, sums of any number of calls are exact
    /// and fit into the type <c>DECIMAL(38,18)</c> of other tools. Without it, a price for 3,600 seconds could result in a cost
    /// with infinitely many decimal places.
    /// </summary>
    public const int Decimals = 18;

    private decimal _first;

    /// <summary>The sum of all classes.</summary>
    public readonly decimal Total
    {
        get
        {
            ReadOnlySpan<decimal> amounts = this;
            var total = amounts[0];
            for (var i = 1; i < amounts.Length; i++)
            {
                // Zero amounts are skipped, because most classes of a call cost nothing, and adding decimals is slow.
                if (decimal.Sign(amounts[i]) is not 0)
                {
                    total += amounts[i];
                }
            }

            return total;
        }
    }

    /// <summary>Multiplies each class by a factor, such as a negotiated discount.</summary>
    public void Scale(decimal factor)
    {
        foreach (ref var amount in (Span<decimal>)this)
        {
            amount *= factor;
        }
    }

    /// <summary>Rounds an amount half to even.</summary>
    public static decimal Round(decimal amount) => amount.Scale > Decimals ? decimal.Round(amount, Decimals) : amount;

    /// <summary>Rounds each class half to even.</summary>
    /// <returns>True if at least one amount had more than <see cref="Decimals"/> decimals.</returns>
    public bool Round()
    {
        var isRounded = false;
        foreach (ref var amount in (Span<decimal>)this)
        {
            if (amount.Scale > Decimals)
            {
                amount = decimal.Round(amount, Decimals);
                isRounded = true;
            }
        }

        return isRounded;
    }

    public readonly bool Equals(TokenClassAmounts other) => ((ReadOnlySpan<decimal>)this).SequenceEqual(other);

    public override readonly bool Equals(object? obj) => obj is TokenClassAmounts other && Equals(other);

    public override readonly int GetHashCode()
    {
        var hash = default(HashCode);
        foreach (var amount in (ReadOnlySpan<decimal>)this)
        {
            hash.Add(amount);
        }

        return hash.ToHashCode();
    }
}
