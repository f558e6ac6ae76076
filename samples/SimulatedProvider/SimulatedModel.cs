namespace SimulatedProvider;

/// <summary>Represents a model of the simulated provider.</summary>
/// <param name="Provider">The provider name of the OpenTelemetry conventions.</param>
/// <param name="Snapshot">The model id in responses.</param>
/// <param name="Caching">The way in which prompts are cached.</param>
/// <param name="Reasons">True if part of the output of each response is hidden reasoning.</param>
internal sealed record SimulatedModel(string Provider, string Snapshot, PromptCaching Caching, bool Reasons)
{
    /// <summary>Returns the model for a requested model name or, at Azure OpenAI, a deployment name.</summary>
    /// <remarks>An unknown name becomes the name of the model, so that models without a price can be simulated.</remarks>
    public static SimulatedModel Find(string provider, string requested) => (provider, requested) switch
    {
        ("openai", "gpt-5.1") => new(provider, "gpt-5.1-2025-11-13", PromptCaching.Automatic, Reasons: true),
        ("openai", "gpt-4o-mini") => new(provider, "gpt-4o-mini-2024-07-18", PromptCaching.Automatic, Reasons: false),
        ("azure.ai.openai", "blog-prod") => new(provider, "gpt-4o-2024-11-20", PromptCaching.Automatic, Reasons: false),
        ("anthropic", "claude-sonnet-4-5") => new(provider, "claude-sonnet-4-5-20250929", PromptCaching.Marked, Reasons: true),
        ("anthropic", "claude-haiku-4-5") => new(provider, "claude-haiku-4-5-20251001", PromptCaching.Marked, Reasons: false),
        _ => new(provider, requested, PromptCaching.None, Reasons: false),
    };
}
