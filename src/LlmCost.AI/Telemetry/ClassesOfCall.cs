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

    /// <summary>Looks at the classes of a call.</summary>
    public void LookAt(in CostRecord record)
    {
        record.CopyTokensTo(Tokens);
        var amounts = record.Amounts;
        for (var i = 0; i < amounts.Length; i++)
        {
            WithTokens |= Tokens[i] > 0 ? 1u << i : 0;
            WithCost |= decimal.Sign(amounts[i]) > 0 ? 1u << i : 0;
        }
    }
}
