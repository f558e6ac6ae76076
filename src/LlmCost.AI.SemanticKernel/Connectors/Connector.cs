using System.Reflection;
using Microsoft.SemanticKernel.Services;
using OpenAI;

namespace LlmCost.AI;

/// <summary>Tells who answers the calls of a service.</summary>
internal static class Connector
{
    private const string DeploymentName = "DeploymentName";

    /// <summary>The beginnings of the names of connectors' services, and the providers behind them. Those of other packages are not referenced.</summary>
    private static readonly (string Service, string Provider)[] s_providers =
    [
        ("AzureOpenAI", ProviderNames.AzureOpenAI),
        ("AzureAIInference", ProviderNames.AzureAIInference),
        ("OpenAI", ProviderNames.OpenAI),
        ("GoogleAI", ProviderNames.GcpGemini),
        ("VertexAI", ProviderNames.GcpVertexAI),
        ("MistralAI", ProviderNames.Mistral),
        ("HuggingFace", ProviderNames.HuggingFace),
        ("Bedrock", ProviderNames.AwsBedrock),
        ("Ollama", ProviderNames.Ollama),
    ];

    /// <summary>What is known of a service. One that is none of Semantic Kernel's connectors may have a meter behind it.</summary>
    public static MeteredClient Of(IAIService service)
    {
        var type = service.GetType();
        var provider = type.Namespace?.StartsWith("Microsoft.SemanticKernel.Connectors.", StringComparison.Ordinal) is true
            ? s_providers.FirstOrDefault(known => type.Name.StartsWith(known.Service, StringComparison.Ordinal)).Provider
            : null;
        var model = service.Attributes.GetValueOrDefault(DeploymentName) as string ?? service.GetModelId();
        return new MeteredClient(provider, EndpointOf(service), model, hasMetadata: provider is not null);
    }

    private static Uri? EndpointOf(IAIService service) =>
        Uri.TryCreate(service.GetEndpoint(), UriKind.Absolute, out var endpoint) ? endpoint : ClientOf(service)?.Endpoint;

    /// <summary>
    /// The client that a connector to OpenAI or Azure was given. It may go to any compatible provider, at other prices, and the connector does
    /// not tell which; where its insides are different, it is taken at its name.
    /// </summary>
    private static OpenAIClient? ClientOf(IAIService service)
    {
        const BindingFlags Instance = BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic;
        var core = service.GetType().GetField("_client", Instance)?.GetValue(service);
        return core?.GetType().GetProperty("Client", Instance)?.GetValue(core) as OpenAIClient;
    }
}
