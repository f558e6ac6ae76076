using System.Diagnostics.CodeAnalysis;

namespace LlmCost.AI;

/// <summary>Which token classes a call used and paid: of all, mostly few.</summary>
internal readonly ref struct ClassesOfCall
{
    private readonly ClassCounts _tokens;

    /// <summary>Looks at the classes of a call.</summary>
    public ClassesOfCall(in CostRecord record)
    {
        record.CopyTokensTo(_tokens);
        var amounts = record.Amounts;
        for (var i = 0; i < amounts.Length; i++)
        {
            WithTokens |= _tokens[i] > 0 ? 1u << i : 0;
            WithCost |= decimal.Sign(amounts[i]) > 0 ? 1u << i : 0;
        }
    }

    /// <summary>The tokens of each class, by its number.</summary>
    [UnscopedRef]
    public ReadOnlySpan<long> Tokens => _tokens;

    /// <summary>The classes that have tokens, each the bit of its number.</summary>
    public uint WithTokens { get; }

    /// <summary>The classes that cost anything.</summary>
    public uint WithCost { get; }

    /// <summary>The classes that have tokens or cost anything.</summary>
    public uint All => WithTokens | WithCost;
}
