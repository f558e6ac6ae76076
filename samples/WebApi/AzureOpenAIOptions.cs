using System.ClientModel;
using Azure.AI.OpenAI;
using Azure.Identity;
using Microsoft.Extensions.AI;
using SimulatedProvider;

namespace WebApi;

/// <summary>Represents the configuration section <c>AzureOpenAI</c>.</summary>
internal sealed class AzureOpenAIOptions
{
    /// <summary>Gets or sets the endpoint of the Azure OpenAI resource. If it is empty, the simulated provider is used.</summary>
    public string? Endpoint { get; set; }

    /// <summary>
    /// Gets or sets the API key. If it is empty, <see cref="DefaultAzureCredential"/> supplies the app's identity.
    /// </summary>
    public string? Key { get; set; }

    /// <summary>Gets or sets the name of the deployment.</summary>
    public string Deployment { get; set; } = "blog-prod";

    /// <summary>Creates the client.</summary>
    /// <param name="simulated">The address of the simulated provider, or null to call Azure OpenAI.</param>
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
