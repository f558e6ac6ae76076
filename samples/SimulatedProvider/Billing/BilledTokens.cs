namespace SimulatedProvider;

/// <summary>Represents counts of billed tokens. Each token is part of exactly one count.</summary>
/// <param name="Input">Prompt tokens that were neither read from the prompt cache nor written to it.</param>
/// <param name="CacheRead">Prompt tokens read from the provider's prompt cache.</param>
/// <param name="CacheWrite">Prompt tokens written to the provider's prompt cache, for five minutes.</param>
/// <param name="Output">Visible tokens of the response.</param>
/// <param name="Reasoning">Reasoning tokens, which are not part of the visible response.</param>
public readonly record struct BilledTokens(long Input, long CacheRead, long CacheWrite, long Output, long Reasoning)
{
    /// <summary>Gets the tokens of the whole prompt.</summary>
    public long Prompt => Input + CacheRead + CacheWrite;

    /// <summary>Gets the tokens of the whole completion.</summary>
    public long Completion => Output + Reasoning;

    /// <summary>Adds the counts of each token class.</summary>
    public static BilledTokens operator +(BilledTokens left, BilledTokens right) => new(
        left.Input + right.Input,
        left.CacheRead + right.CacheRead,
        left.CacheWrite + right.CacheWrite,
        left.Output + right.Output,
        left.Reasoning + right.Reasoning);
}
