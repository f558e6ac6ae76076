using System.ClientModel;
using System.ClientModel.Primitives;
using LlmCost.AI.Load.Calls;
using Microsoft.Extensions.AI;
using OpenAI;

namespace LlmCost.AI.Load.Provider;

/// <summary>Provides metered clients of OpenAI, one with a long and one with a short network timeout.</summary>
internal sealed class WireClients(Uri address, IServiceProvider services)
{
    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan s_impatience = TimeSpan.FromMilliseconds(100);

    private readonly IChatClient _patient = Create(address, services, s_patience);
    private readonly IChatClient _impatient = Create(address, services, s_impatience);

    /// <summary>Returns the client for a call. Only calls that are planned to time out use the short timeout.</summary>
    public IChatClient For(Call call) => call.Fate is CallFate.TimeOut ? _impatient : _patient;

    private static IChatClient Create(Uri address, IServiceProvider services, TimeSpan timeout)
    {
        var options = new OpenAIClientOptions
        {
            Endpoint = new Uri(address, "v1"),
            NetworkTimeout = timeout,
            RetryPolicy = new ClientRetryPolicy(maxRetries: 0),
        };
        return new OpenAIClient(new ApiKeyCredential("none"), options).GetChatClient("gpt-4o").AsIChatClient()
            .AsBuilder().UseCostMetering(configure: client => client.ProviderName = "openai").Build(services);
    }
}
