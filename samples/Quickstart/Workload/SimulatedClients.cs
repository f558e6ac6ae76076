using System.ClientModel;
using System.ClientModel.Primitives;
using Anthropic;
using Azure.AI.OpenAI;
using Microsoft.Extensions.AI;
using OllamaSharp;
using OpenAI;

namespace Quickstart;

/// <summary>Creates the real clients of five APIs. They call the simulated provider.</summary>
/// <remarks>The clients do not retry, so that simulated failures are visible.</remarks>
internal static class SimulatedClients
{
    /// <summary>Creates a metered client for each model.</summary>
    /// <param name="address">The address of the simulated provider.</param>
    /// <param name="services">The service provider, which contains the meter.</param>
    public static IReadOnlyList<IChatClient> Create(Uri address, IServiceProvider services)
    {
        var noRetries = new ClientRetryPolicy(maxRetries: 0);
        var key = new ApiKeyCredential("simulated");

        var openAI = new OpenAIClient(
            key, new OpenAIClientOptions { Endpoint = new Uri(address, "v1"), RetryPolicy = noRetries });
        var azure = new AzureOpenAIClient(address, key, new AzureOpenAIClientOptions { RetryPolicy = noRetries });
        var anthropic = new AnthropicClient { BaseUrl = address.ToString(), ApiKey = "simulated", MaxRetries = 0 };
        IChatClient ollama = new OllamaApiClient(address, "llama3.2");

        return
        [
            // By default, the meter infers the provider from the host. Because the host is a loopback address, the provider is
            // set explicitly.
            openAI.GetResponsesClient().AsIChatClient("gpt-5.1").AsBuilder()
                .UseBudgetRouting().UseCostMetering(configure: client => client.ProviderName = "openai").Build(services),
            openAI.GetChatClient("gpt-4o-mini").AsIChatClient().AsBuilder()
                .UseCostMetering(configure: client => client.ProviderName = "openai").Build(services),
            azure.GetChatClient("blog-prod").AsIChatClient().AsBuilder()
                .UseCostMetering(configure: client => client.ProviderName = "azure.ai.openai").Build(services),
            anthropic.AsIChatClient("claude-sonnet-4-5").AsBuilder()
                .UseBudgetRouting().UseCostMetering(configure: client => client.ProviderName = "anthropic").Build(services),
            anthropic.AsIChatClient("claude-haiku-4-5").AsBuilder()
                .UseCostMetering(configure: client => client.ProviderName = "anthropic").Build(services),
            ollama.AsBuilder().UseCostMetering().Build(services),
        ];
    }
}
