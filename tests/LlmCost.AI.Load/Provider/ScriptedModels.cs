using Microsoft.Extensions.AI;

namespace LlmCost.AI.Load.Provider;

/// <summary>Creates metered clients for simulated models without a network. One of the models has no price.</summary>
internal static class ScriptedModels
{
    private static readonly (string Provider, string RequestModel, string ResponseModel)[] s_models =
    [
        ("openai", "gpt-5.1", "gpt-5.1-2025-11-13"),
        ("openai", "gpt-4o-mini", "gpt-4o-mini-2024-07-18"),
        ("anthropic", "claude-sonnet-4-5", "claude-sonnet-4-5-20250929"),
        ("anthropic", "claude-haiku-4-5", "claude-haiku-4-5-20251001"),
        ("gcp.gemini", "gemini-2.5-flash", "gemini-2.5-flash"),
        ("house", "house-model", "house-model-1"),
    ];

    /// <summary>Gets the number of models.</summary>
    public static int Count => s_models.Length;

    /// <summary>Creates the clients.</summary>
    public static IReadOnlyList<IChatClient> Create(IServiceProvider services) =>
    [
        .. s_models.Select(model => new ScriptedChatClient(model.Provider, model.RequestModel, model.ResponseModel)
            .AsBuilder().UseCostMetering(configure: client => client.ProviderName = model.Provider).Build(services)),
    ];
}
