using System.Runtime.CompilerServices;
using Microsoft.Extensions.AI;
using Microsoft.SemanticKernel.ChatCompletion;

namespace LlmCost.AI;

/// <summary>Inserts a meter into a chat client pipeline that is already built.</summary>
internal static class MeterInsertion
{
    private static readonly Lock s_inserting = new();

    /// <summary>
    /// Meters a client. If a meter around the pipeline would not see each call to the provider, the meter is inserted into the
    /// pipeline, next to the provider's client.
    /// </summary>
    public static IChatClient Of(IChatClient client, CostMeter meter)
    {
        // The lock is needed because two kernels with the same client can be built concurrently.
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

    /// <summary>
    /// Meters a provider's client. If the client is an adapter for a chat completion service, the service is metered instead,
    /// because the adapter hides usage.
    /// </summary>
    private static IChatClient AtProvider(IChatClient client, CostMeter meter) =>
        client is not DelegatingChatClient && client.GetService<IChatCompletionService>() is { } service
            ? new CostMeteringChatCompletionService(service, meter).AsChatClient()
            : new CostMeteringChatClient(client, meter);

    /// <summary>Inserts the meter at the inner end of the pipeline.</summary>
    /// <remarks>
    /// Semantic Kernel's registrations build the whole pipeline at once, including its function-invocation loop. They don't
    /// support inserting a client between the loop and the provider's client.
    /// </remarks>
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
            // The field can have another name in another version of Microsoft.Extensions.AI. In this case, the meter wraps the
            // whole pipeline, and logs a warning.
            return false;
        }
    }

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "<InnerClient>k__BackingField")]
    private static extern ref IChatClient InnerClient(DelegatingChatClient client);
}
