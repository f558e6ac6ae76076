namespace LlmCost.AI;

/// <summary>Which token classes a call used and paid: of all, mostly few.</summary>
/// <remarks>A mutable value that is filled where it stays: it is large, and copying it takes longer than looking.</remarks>
internal ref struct TokenClassMask
{
    private const uint WithoutTokens = (1u << (int)TokenClass.Fee) | (1u << (int)TokenClass.Unallocated);

    /// <summary>The tokens of each class, by its number.</summary>
    public TokenClassCounts Tokens;

    /// <summary>The classes that have tokens or cost anything, each the bit of its number.</summary>
    public uint All;

    /// <summary>The classes that have tokens.</summary>
    public readonly uint WithTokens => All & ~WithoutTokens;

    /// <summary>Looks at the classes of a call; all is zero before.</summary>
    public void LookAt(in PendingRecord call)
    {
        // Most units of a call are zero. Beside what has tokens, only two classes can cost anything.
        var counts = call.Usage.Counts;
        for (var unit = 0; unit < counts.Length; unit++)
        {
            if (counts[unit] > 0)
            {
                var tokenClass = (int)((TokenKind)unit).Class();
                Tokens[tokenClass] += counts[unit];
                All |= 1u << tokenClass;
            }
        }

        All |= decimal.Sign(call.Amounts[(int)TokenClass.Fee]) > 0 ? 1u << (int)TokenClass.Fee : 0;
        All |= decimal.Sign(call.Amounts[(int)TokenClass.Unallocated]) > 0 ? 1u << (int)TokenClass.Unallocated : 0;
    }
}
