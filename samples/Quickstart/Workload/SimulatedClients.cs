using System.ClientModel;
using System.ClientModel.Primitives;
using Anthropic;
using Azure.AI.OpenAI;
using Microsoft.Extensions.AI;
using OllamaSharp;
using OpenAI;

namespace Quickstart;

/// <summary>The real clients of five APIs, pointed at the simulated provider.</summary>
/// <remarks>They don't retry, so that a simulated failure is seen at once.</remarks>
internal static class SimulatedClients
{
    /// <summary>Makes a metered client for each model.</summary>
    /// <param name="address">Where the simulated provider listens.</param>
    /// <param name="services">Where the meter is registered.</param>
    public static IReadOnlyList<IChatClient> Create(Uri address, IServiceProvider services)
    {
        var noRetries = new ClientRetryPolicy(maxRetries: 0);
        var key = new ApiKeyCredential("simulated");

        var openAI = new OpenAIClient(key, new OpenAIClientOptions { Endpoint = new Uri(address, "v1"), RetryPolicy = noRetries });
        var azure = new AzureOpenAIClient(address, key, new AzureOpenAIClientOptions { RetryPolicy = noRetries });
        var anthropic = new AnthropicClient { BaseUrl = address.ToString(), ApiKey = "simulated", MaxRetries = 0 };
        IChatClient ollama = new OllamaApiClient(address, "llama3.2");

        return
        [
            openAI.GetResponsesClient().AsIChatClient("gpt-5.1").AsBuilder().UseCostMetering().Build(services),
            openAI.GetChatClient("gpt-4o-mini").AsIChatClient().AsBuilder().UseCostMetering().Build(services),

            // A live client is told apart by its host; on loopback there is nothing that says Azure.
            azure.GetChatClient("blog-prod").AsIChatClient().AsBuilder()
                .UseCostMetering(configure: client => client.ProviderName = "azure.ai.openai").Build(services),

            anthropic.AsIChatClient("claude-sonnet-4-5").AsBuilder().UseCostMetering().Build(services),
            anthropic.AsIChatClient("claude-haiku-4-5").AsBuilder().UseCostMetering().Build(services),
            ollama.AsBuilder().UseCostMetering().Build(services),
        ];
    }
}
