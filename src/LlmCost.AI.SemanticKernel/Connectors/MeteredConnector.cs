using Microsoft.SemanticKernel.Services;

namespace LlmCost.AI;

/// <summary>Represents a metered service, and the key of its setting for the maximum output.</summary>
/// <param name="Service">The metered service.</param>
/// <param name="MaximumKey">
/// The key of the maximum output in untyped settings, or <see langword="null"/> if it depends on the model.
/// </param>
internal sealed record MeteredConnector(MeteredChatService Service, string? MaximumKey)
{
    public static MeteredConnector Of(IAIService service, CostMeter meter)
    {
        var metadata = Connector.Of(service);
        return new MeteredConnector(new MeteredChatService(meter, metadata), metadata.ProviderName switch
        {
            ProviderNames.Ollama => "num_predict",
            ProviderNames.AwsBedrock => null,
            _ => "max_tokens",
        });
    }
}
