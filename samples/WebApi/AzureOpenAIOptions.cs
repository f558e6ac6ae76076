using System.ClientModel;
using Azure.AI.OpenAI;
using Azure.Identity;
using Microsoft.Extensions.AI;
using SimulatedProvider;

namespace WebApi;

/// <summary>The section <c>AzureOpenAI</c> of the configuration.</summary>
internal sealed class AzureOpenAIOptions
{
    /// <summary>The address of the resource; empty lets the simulated provider answer.</summary>
    public string? Endpoint { get; set; }

    /// <summary>The key; empty uses the identity of the app.</summary>
    public string? Key { get; set; }

    /// <summary>The deployment that answers.</summary>
    public string Deployment { get; set; } = "blog-prod";

    /// <summary>Makes the client.</summary>
    /// <param name="simulated">Where the simulated provider listens, if it is to answer.</param>
    public IChatClient CreateClient(Uri? simulated)
    {
        if (simulated is not null)
        {
            HttpClient.DefaultProxy = new LoopbackBypass(HttpClient.DefaultProxy);
        }

        var address = simulated ?? new Uri(Endpoint!);
        var client = simulated is null && string.IsNullOrEmpty(Key)
            ? new AzureOpenAIClient(address, new DefaultAzureCredential())
            : new AzureOpenAIClient(address, new ApiKeyCredential(string.IsNullOrEmpty(Key) ? "simulated" : Key));
        return client.GetChatClient(Deployment).AsIChatClient();
    }
}
