using System.ClientModel;
using Anthropic;
using Azure.AI.OpenAI;
using Microsoft.Extensions.AI;
using OllamaSharp;
using OpenAI;

namespace Quickstart;

/// <summary>Creates clients of the real providers that are configured in the environment.</summary>
internal static class LiveClients
{
    /// <summary>
    /// Returns a message about missing environment variables, or <see langword="null"/> if the environment is complete.
    /// </summary>
    /// <param name="environment">A function that returns an environment variable.</param>
    public static string? Problem(Func<string, string?> environment)
    {
        string[] providers = ["OPENAI_API_KEY", "AZURE_OPENAI_ENDPOINT", "ANTHROPIC_API_KEY", "OLLAMA_HOST"];
        string[] neededByAzure = ["AZURE_OPENAI_API_KEY", "AZURE_OPENAI_DEPLOYMENT"];

        if (!providers.Any(IsSet))
        {
            return $"--live needs one of {string.Join(", ", providers)}.";
        }

        return IsSet("AZURE_OPENAI_ENDPOINT") && !neededByAzure.All(IsSet)
            ? $"AZURE_OPENAI_ENDPOINT needs {string.Join(" and ", neededByAzure)} as well."
            : null;

        bool IsSet(string name) => !string.IsNullOrEmpty(environment(name));
    }

    /// <summary>Creates a metered client for each model of each configured provider.</summary>
    /// <param name="environment">
    /// A function that returns an environment variable. <see cref="Problem"/> must have returned null for this environment.
    /// </param>
    /// <param name="services">The service provider, which contains the meter.</param>
    public static IReadOnlyList<IChatClient> Create(Func<string, string?> environment, IServiceProvider services)
    {
        List<IChatClient> clients = [];

        if (environment("OPENAI_API_KEY") is { Length: > 0 } openAIKey)
        {
            var address = environment("OPENAI_BASE_URL") is { Length: > 0 } baseUrl ? new Uri(baseUrl) : null;
            var openAI = new OpenAIClient(new ApiKeyCredential(openAIKey), new OpenAIClientOptions { Endpoint = address });
            Add(openAI.GetResponsesClient().AsIChatClient("gpt-5.1"), "openai");
            Add(openAI.GetChatClient("gpt-4o-mini").AsIChatClient(), "openai");
        }

        if (environment("AZURE_OPENAI_ENDPOINT") is { Length: > 0 } azureEndpoint)
        {
            var azure = new AzureOpenAIClient(
                new Uri(azureEndpoint), new ApiKeyCredential(environment("AZURE_OPENAI_API_KEY")!));
            Add(azure.GetChatClient(environment("AZURE_OPENAI_DEPLOYMENT")).AsIChatClient(), "azure.ai.openai");
        }

        if (environment("ANTHROPIC_API_KEY") is { Length: > 0 } anthropicKey)
        {
            // The client itself reads ANTHROPIC_BASE_URL.
            var anthropic = new AnthropicClient { ApiKey = anthropicKey };
            Add(anthropic.AsIChatClient("claude-sonnet-4-5"), "anthropic");
            Add(anthropic.AsIChatClient("claude-haiku-4-5"), "anthropic");
        }

        if (environment("OLLAMA_HOST") is { Length: > 0 } ollamaHost)
        {
            Add(new OllamaApiClient(OllamaAddress(ollamaHost), "llama3.2"));
        }

        return clients;

        // By default, the meter infers the provider from the host. Because a gateway has another host, the provider is set
        // explicitly.
        void Add(IChatClient client, string? provider = null) => clients.Add(
            client.AsBuilder()
                .UseBudgetRouting().UseCostMetering(configure: metering => metering.ProviderName = provider).Build(services));
    }

    // OLLAMA_HOST may omit the scheme and the port.
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
