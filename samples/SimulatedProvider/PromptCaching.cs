namespace SimulatedProvider;

/// <summary>Specifies how a provider caches the prompts of a model.</summary>
internal enum PromptCaching
{
    /// <summary>Prompts are not cached.</summary>
    None,

    /// <summary>
    /// Prompts of 1,024 tokens or more are cached automatically in steps of 128 tokens, and cache writes are free, as at OpenAI
    /// and Azure OpenAI.
    /// </summary>
    Automatic,

    /// <summary>Prompts are cached on request, and cache writes cost more than uncached input, as at Anthropic.</summary>
    Marked,
}
