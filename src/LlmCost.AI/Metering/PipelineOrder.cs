using Microsoft.Extensions.AI;

namespace LlmCost.AI;

/// <summary>Finds meters that sit in the wrong place of a pipeline.</summary>
internal static class PipelineOrder
{
    /// <summary>Warns of clients that should be around the meter and are inside it.</summary>
    public static void Check(IChatClient inner, CostMeterLog log)
    {
        if (inner.GetService<CachingChatClient>() is not null)
        {
            log.WrongOrder("a cache, so that answers from the cache are metered as if they were paid for", "UseDistributedCache()");
        }

        if (inner.GetService<FunctionInvokingChatClient>() is not null)
        {
            log.WrongOrder(
                "the function-invocation loop, so that several calls are metered as one and lost when the last one fails",
                "UseFunctionInvocation()");
        }
    }
}
