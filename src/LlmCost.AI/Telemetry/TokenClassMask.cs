namespace LlmCost.AI;

/// <summary>The token classes that a call used or was charged for, usually only a few.</summary>
/// <remarks>A mutable struct that is filled in place, because copying it would take longer than filling it.</remarks>
internal ref struct TokenClassMask
{
    private const uint WithoutTokens = (1u << (int)TokenClass.Fee) | (1u << (int)TokenClass.Unallocated);

    /// <summary>The token count of each class, indexed by the number of the class.</summary>
    public TokenClassCounts Tokens;

    /// <summary>The classes that have tokens or a cost, one bit per class.</summary>
    public uint All;

    /// <summary>The classes that have tokens.</summary>
    public readonly uint WithTokens => All & ~WithoutTokens;

    /// <summary>Fills the mask from a call. The mask must be empty.</summary>
    public void LookAt(in PendingRecord call)
    {
        // Only two classes can have a cost without tokens: fees and unallocated cost.
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
