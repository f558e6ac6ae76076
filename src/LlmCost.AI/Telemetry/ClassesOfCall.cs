namespace LlmCost.AI;

/// <summary>Which token classes a call used and paid: of all, mostly few.</summary>
/// <remarks>A mutable value that is filled where it stays: it is large, and copying it takes longer than looking.</remarks>
internal ref struct ClassesOfCall
{
    /// <summary>The tokens of each class, by its number.</summary>
    public ClassCounts Tokens;

    /// <summary>The classes that have tokens, each the bit of its number.</summary>
    public uint WithTokens;

    /// <summary>The classes that cost anything.</summary>
    public uint WithCost;

    /// <summary>The classes that have tokens or cost anything.</summary>
    public readonly uint All => WithTokens | WithCost;

    /// <summary>Looks at the classes of a call; all is zero before.</summary>
    public void LookAt(in CostRecordData call)
    {
        // Most units and classes of a call are zero.
        var counts = call.Usage.Counts;
        for (var unit = 0; unit < counts.Length; unit++)
        {
            if (counts[unit] > 0)
            {
                var tokenClass = (int)((TokenUnit)unit).Class();
                Tokens[tokenClass] += counts[unit];
                WithTokens |= 1u << tokenClass;
            }
        }

        ReadOnlySpan<decimal> amounts = call.Amounts;
        for (var tokenClass = 0; tokenClass < amounts.Length; tokenClass++)
        {
            if (decimal.Sign(amounts[tokenClass]) > 0)
            {
                WithCost |= 1u << tokenClass;
            }
        }
    }
}
