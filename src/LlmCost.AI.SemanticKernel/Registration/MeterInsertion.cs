using System.Runtime.CompilerServices;
using Microsoft.Extensions.AI;
using Microsoft.SemanticKernel.ChatCompletion;

namespace LlmCost.AI;

/// <summary>Puts a meter into a chat client that has been built already.</summary>
internal static class MeterInsertion
{
    private static readonly Lock s_inserting = new();

    /// <summary>Meters a client, next to the provider's client if it would see the wrong calls outside.</summary>
    public static IChatClient Of(IChatClient client, CostMeter meter)
    {
        // Two kernels may be made of one client at the same time.
        lock (s_inserting)
        {
            return client.GetService<IMeteringStage>() is null ? Metered(client, meter) : client;
        }
    }

    private static IChatClient Metered(IChatClient client, CostMeter meter)
    {
        var isOutside = client.GetService<FunctionInvokingChatClient>() is not null
            || client.GetService<CachingChatClient>() is not null
            || client.GetService<IChatCompletionService>() is not null;
        return client is DelegatingChatClient chain && isOutside && TryInsert(chain, meter) ? client : AtProvider(client, meter);
    }

    /// <summary>Meters the client of a provider. An adapter hides the usage of its service, so there the service is metered.</summary>
    private static IChatClient AtProvider(IChatClient client, CostMeter meter) =>
        client is not DelegatingChatClient && client.GetService<IChatCompletionService>() is { } service
            ? new CostMeteringChatCompletionService(service, meter).AsChatClient()
            : new CostMeteringChatClient(client, meter);

    /// <summary>
    /// Puts the meter at the inner end of the chain. Semantic Kernel's own registrations build the whole chain at once, with the
    /// function-invocation loop in it, and give no place between it and the provider's client.
    /// </summary>
    private static bool TryInsert(DelegatingChatClient chain, CostMeter meter)
    {
        try
        {
            var last = chain;
            while (InnerClient(last) is DelegatingChatClient inner)
            {
                last = inner;
            }

            ref var provider = ref InnerClient(last);
            provider = AtProvider(provider, meter);
            return true;
        }
        catch (MissingFieldException)
        {
            // Another version of Microsoft.Extensions.AI may keep it elsewhere. A meter outside warns that it is.
            return false;
        }
    }

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "<InnerClient>k__BackingField")]
    private static extern ref IChatClient InnerClient(DelegatingChatClient client);
}
