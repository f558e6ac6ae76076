using System.ClientModel;
using System.ClientModel.Primitives;
using Anthropic;
using Azure.AI.OpenAI;
using Microsoft.Extensions.AI;
using OllamaSharp;
using OpenAI;

namespace LlmCost.AI.Tests;

/// <summary>The providers' real clients, which connect to a loopback server.</summary>
internal static class WireClients
{
    /// <summary>Creates the chat client for a wire body, selected by the prefix of its name.</summary>
    public static IChatClient Chat(string file, Uri address, string model) => file switch
    {
        _ when file.StartsWith("anthropic", StringComparison.Ordinal) =>
            new AnthropicClient { ApiKey = "none", BaseUrl = address.AbsoluteUri, MaxRetries = 0 }.AsIChatClient(model),
        _ when file.StartsWith("ollama", StringComparison.Ordinal) => new OllamaApiClient(address, model),
        _ when file.StartsWith("azure", StringComparison.Ordinal) =>
            new AzureOpenAIClient(
                address, new ApiKeyCredential("none"), new AzureOpenAIClientOptions { RetryPolicy = new ClientRetryPolicy(0) })
                .GetChatClient(model).AsIChatClient(),
        _ when file.StartsWith("openai-responses", StringComparison.Ordinal) =>
            OpenAI(address).GetResponsesClient().AsIChatClient(model),
        _ => OpenAI(address).GetChatClient(model).AsIChatClient(),
    };

    /// <summary>Returns the provider of a wire body, to which the host of the loopback server is mapped.</summary>
    public static string ProviderOf(string file) => file.Split('-')[0] is "azure" ? "openai" : file.Split('-')[0];

    /// <summary>Creates the client for OpenAI and every compatible provider.</summary>
    public static OpenAIClient OpenAI(Uri address) => new(
        new ApiKeyCredential("none"),
        new OpenAIClientOptions { Endpoint = address, RetryPolicy = new ClientRetryPolicy(0) });
}
