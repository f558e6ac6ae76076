namespace Quickstart;

/// <summary>Tokens and what they cost.</summary>
/// <param name="Tokens">In tokens.</param>
/// <param name="Cost">In USD, exact.</param>
internal readonly record struct Spend(long Tokens, decimal Cost)
{
    /// <summary>Adds two spends.</summary>
    public static Spend operator +(Spend left, Spend right) => new(left.Tokens + right.Tokens, left.Cost + right.Cost);
}
