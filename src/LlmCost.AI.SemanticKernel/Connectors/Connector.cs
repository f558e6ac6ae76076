using System.Reflection;
using Microsoft.SemanticKernel.Services;
using OpenAI;

namespace LlmCost.AI;

/// <summary>Identifies the provider, endpoint and model of a service.</summary>
internal static class Connector
{
    private const string DeploymentName = "DeploymentName";

    /// <summary>
    /// Returns the known facts of a service. A service that is not a connector of Semantic Kernel has no metadata, because it may
    /// contain a meter of its own.
    /// </summary>
    public static MeteredClient Of(IAIService service)
    {
        var type = service.GetType();
        var provider = type.Namespace?.StartsWith("Microsoft.SemanticKernel.Connectors.", StringComparison.Ordinal) is true
            ? ProviderOf(type.Name)
            : null;
        var model = service.Attributes.GetValueOrDefault(DeploymentName) as string ?? service.GetModelId();
        return new MeteredClient(provider, EndpointOf(service), model, hasMetadata: provider is not null);
    }

    private static string? ProviderOf(string connector) => KnownProviders.All
        .FirstOrDefault(known => known.ConnectorPrefix is { } prefix && connector.StartsWith(prefix, StringComparison.Ordinal))
        ?.Name;

    private static Uri? EndpointOf(IAIService service) =>
        Uri.TryCreate(service.GetEndpoint(), UriKind.Absolute, out var endpoint) ? endpoint : ClientOf(service)?.Endpoint;

    /// <summary>Returns the client of a connector for OpenAI or Azure OpenAI.</summary>
    /// <remarks>
    /// The client may call any compatible provider, whose prices differ, and the connector does not expose its endpoint. If the
    /// private members of the connector change, the provider is inferred from its type name alone.
    /// </remarks>
    private static OpenAIClient? ClientOf(IAIService service)
    {
        const BindingFlags Instance = BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic;
        var core = service.GetType().GetField("_client", Instance)?.GetValue(service);
        return core?.GetType().GetProperty("Client", Instance)?.GetValue(core) as OpenAIClient;
    }
}
