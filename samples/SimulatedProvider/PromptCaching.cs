namespace SimulatedProvider;

/// <summary>How a model's provider caches prompts.</summary>
internal enum PromptCaching
{
    /// <summary>Not at all.</summary>
    None,

    /// <summary>By itself, in steps of 128 tokens from 1,024 tokens on, with free writes: OpenAI and Azure OpenAI.</summary>
    Automatic,

    /// <summary>On request, with writes that cost more than plain input: Anthropic.</summary>
    Marked,
}
