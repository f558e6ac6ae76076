namespace Quickstart;

/// <summary>Represents tokens and their cost.</summary>
/// <param name="Tokens">The number of tokens.</param>
/// <param name="Cost">The exact cost in USD.</param>
internal readonly record struct Spend(long Tokens, decimal Cost)
{
    /// <summary>Adds the tokens and costs of two values.</summary>
    public static Spend operator +(Spend left, Spend right) => new(left.Tokens + right.Tokens, left.Cost + right.Cost);
}
