using System.ClientModel;
using Anthropic;
using Azure.AI.OpenAI;
using Microsoft.Extensions.AI;
using OllamaSharp;
using OpenAI;

namespace Quickstart;

/// <summary>The same clients, pointed at the real providers that the environment has a key or an address for.</summary>
internal static class LiveClients
{
    /// <summary>Makes a metered client for each model of each provider that is set up.</summary>
    /// <param name="environment">Reads a variable of the environment.</param>
    /// <param name="services">Where the meter is registered.</param>
    /// <exception cref="InvalidOperationException">No provider is set up, or one is set up by half; the message names the variables.</exception>
    public static IReadOnlyList<IChatClient> Create(Func<string, string?> environment, IServiceProvider services)
    {
        List<IChatClient> clients = [];

        if (Variable("OPENAI_API_KEY") is { } openAIKey)
        {
            var openAI = new OpenAIClient(openAIKey);
            clients.Add(openAI.GetResponsesClient().AsIChatClient("gpt-5.1"));
            clients.Add(openAI.GetChatClient("gpt-4o-mini").AsIChatClient());
        }

        if (Variable("AZURE_OPENAI_ENDPOINT") is { } azureEndpoint)
        {
            var azure = new AzureOpenAIClient(new Uri(azureEndpoint), new ApiKeyCredential(Required("AZURE_OPENAI_API_KEY")));
            clients.Add(azure.GetChatClient(Required("AZURE_OPENAI_DEPLOYMENT")).AsIChatClient());
        }

        if (Variable("ANTHROPIC_API_KEY") is { } anthropicKey)
        {
            var anthropic = new AnthropicClient { ApiKey = anthropicKey };
            clients.Add(anthropic.AsIChatClient("claude-sonnet-4-5"));
            clients.Add(anthropic.AsIChatClient("claude-haiku-4-5"));
        }

        if (Variable("OLLAMA_HOST") is { } ollamaHost)
        {
            clients.Add(new OllamaApiClient(OllamaAddress(ollamaHost), "llama3.2"));
        }

        return clients.Count > 0
            ? [.. clients.Select(client => client.AsBuilder().UseCostMetering().Build(services))]
            : throw new InvalidOperationException(
                "--live needs a provider: set OPENAI_API_KEY, AZURE_OPENAI_ENDPOINT, ANTHROPIC_API_KEY or OLLAMA_HOST.");

        string? Variable(string name) => environment(name) is { Length: > 0 } value ? value : null;

        string Required(string name) =>
            Variable(name) ?? throw new InvalidOperationException($"AZURE_OPENAI_ENDPOINT is set, and {name} is missing.");
    }

    // Ollama's own variable may leave out the scheme and the port.
    private static Uri OllamaAddress(string host)
    {
        var hasScheme = host.Contains("://", StringComparison.Ordinal);
        var address = new UriBuilder(hasScheme ? host : $"http://{host}");

        if (!hasScheme && address.Uri.IsDefaultPort)
        {
            address.Port = 11434;
        }

        return address.Uri;
    }
}
