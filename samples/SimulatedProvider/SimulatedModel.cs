namespace SimulatedProvider;

/// <summary>A model that the simulated provider offers.</summary>
/// <param name="Provider">OpenTelemetry's name of the provider.</param>
/// <param name="Snapshot">The model id that answers carry.</param>
/// <param name="Caching">How prompts are cached.</param>
/// <param name="Reasons">Whether a part of each answer is invisible reasoning.</param>
internal sealed record SimulatedModel(string Provider, string Snapshot, PromptCaching Caching, bool Reasons)
{
    /// <summary>The model that answers to a requested name or, with Azure, to a deployment's name.</summary>
    /// <remarks>A name that is not offered answers under that same name, so that a model without a price can be tried, too.</remarks>
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
