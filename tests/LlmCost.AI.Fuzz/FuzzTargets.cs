using LlmCost.AI.Fuzz.Targets;

namespace LlmCost.AI.Fuzz;

/// <summary>All targets.</summary>
internal static class FuzzTargets
{
    public static IReadOnlyList<FuzzTarget> All { get; } =
    [
        new PriceListTarget("genai-prices"),
        new PriceListTarget("litellm"),
        new PriceListTarget("price-file"),
        new ConfigurationTarget(),
        new UsageTarget(),
        new NamesTarget(),
        new WireJsonTarget(),
        new SieveTarget(),
        .. from client in (string[])
        [
            "openai-chat", "openai-responses", "azure-openai-chat", "openrouter-chat", "anthropic-messages", "ollama-chat",
        ]
           from streamed in (bool[])[false, true]
           select new WireTarget(client, streamed),
    ];

    public static FuzzTarget Find(string name) => All.FirstOrDefault(target => target.Name == name)
        ?? throw new ArgumentException($"'{name}' is not a target; the targets are {string.Join(", ", All)}.", nameof(name));
}
