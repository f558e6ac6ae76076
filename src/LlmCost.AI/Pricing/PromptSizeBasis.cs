namespace LlmCost.AI;

/// <summary>The counts that make up the size of a prompt, for prices that depend on it.</summary>
public enum PromptSizeBasis
{
    /// <summary>All input: uncached input, cache reads and cache writes, including audio and images.</summary>
    Input,

    /// <summary>Input without cache reads.</summary>
    UncachedInput,

    /// <summary>All input and output.</summary>
    InputAndOutput,
}
