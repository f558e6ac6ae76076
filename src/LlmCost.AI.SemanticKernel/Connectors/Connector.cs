using System.Reflection;
using Microsoft.Extensions.AI;
using Microsoft.SemanticKernel.Services;
using OpenAI;

namespace LlmCost.AI;

/// <summary>Identifies the provider, endpoint and model of a service.</summary>
internal static class Connector
{
    private const string DeploymentName = "DeploymentName";

    /// <summary>The type name prefixes of Semantic Kernel's connectors, each with its provider.</summary>
    private static readonly (string Prefix, string Provider)[] s_providers =
    [
        ("OpenAI", ProviderNames.OpenAI),
        ("AzureOpenAI", ProviderNames.AzureOpenAI),
        ("AzureAIInference", ProviderNames.AzureAIInference),
        ("GoogleAI", ProviderNames.GcpGemini),
        ("VertexAI", ProviderNames.GcpVertexAI),
        ("Bedrock", ProviderNames.AwsBedrock),
        ("MistralAI", ProviderNames.Mistral),
        ("HuggingFace", ProviderNames.HuggingFace),
        ("Ollama", ProviderNames.Ollama),
    ];

    /// <summary>
    /// Returns the provider, endpoint and model of a service, as far as they are known. For a service that is not a connector of
    /// Semantic Kernel, the provider stays unknown, because the service can contain its own meter.
    /// </summary>
    public static ChatClientMetadata Of(IAIService service)
    {
        var type = service.GetType();
        var provider = type.Namespace?.StartsWith("Microsoft.SemanticKernel.Connectors.", StringComparison.Ordinal) is true
            ? ProviderOf(type.Name)
            : null;
        var model = service.Attributes.GetValueOrDefault(DeploymentName) as string ?? service.GetModelId();
        return new ChatClientMetadata(provider, EndpointOf(service), model);
    }

    private static string? ProviderOf(string connector) => s_providers
        .FirstOrDefault(known => connector.StartsWith(known.Prefix, StringComparison.Ordinal)).Provider;

    private static Uri? EndpointOf(IAIService service) =>
        Uri.TryCreate(service.GetEndpoint(), UriKind.Absolute, out var endpoint) ? endpoint : ClientOf(service)?.Endpoint;

    /// <summary>Returns the client of a connector for OpenAI or Azure OpenAI.</summary>
    /// <remarks>
    /// The provider is identified by the endpoint of the client, because the client can call any compatible provider. The
    /// connector does not expose the endpoint, so its private members are read. If these members change, the provider is inferred
    /// only from the type name of the connector.
    /// </remarks>
    private static OpenAIClient? ClientOf(IAIService service)
    {
        const BindingFlags Instance = BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic;
        var core = service.GetType().GetField("_client", Instance)?.GetValue(service);
        return core?.GetType().GetProperty("Client", Instance)?.GetValue(core) as OpenAIClient;
    }
}
