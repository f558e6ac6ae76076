namespace LlmCost.AI;

/// <summary>Which counts make the size of a prompt, for prices that depend on it.</summary>
public enum PromptSizeBasis
{
    /// <summary>All that went in: uncached, cached and written, audio and images included.</summary>
    Input,

    /// <summary>What went in without what was read from the cache.</summary>
    UncachedInput,

    /// <summary>All that went in and came out.</summary>
    InputAndOutput,
}
