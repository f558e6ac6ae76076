namespace LlmCost.AI;

/// <summary>A position in a prompt, as an exact fraction of the prompt's size.</summary>
/// <param name="Tokens">The tokens before the position.</param>
/// <param name="Size">The size of the prompt, in tokens; more than 0.</param>
internal readonly record struct PromptShare(long Tokens, long Size)
{
    /// <summary>The beginning of the prompt.</summary>
    public static PromptShare None => new(0, 1);

    /// <summary>The end of the prompt.</summary>
    public static PromptShare All => new(1, 1);

    /// <summary>Returns true if this position precedes another position, which can have a different prompt size.</summary>
    public bool IsBefore(PromptShare other) => (decimal)Tokens * other.Size < (decimal)other.Tokens * Size;

    /// <summary>
    /// Returns this share of a count. The count is multiplied first and divided once, so that whole numbers stay whole.
    /// </summary>
    public decimal Of(long count) => (decimal)count * Tokens / Size;
}
