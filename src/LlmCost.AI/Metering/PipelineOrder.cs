using Microsoft.Extensions.AI;

namespace LlmCost.AI;

/// <summary>Finds meters that sit in the wrong place of a pipeline.</summary>
internal static class PipelineOrder
{
    private const string Cache = "a cache, so that answers from the cache are metered as if they were paid for";
    private const string UseCache = "UseDistributedCache()";

    /// <summary>Warns of clients that should be around the meter and are inside it.</summary>
    public static void Check(IChatClient inner, CostMeterLog log)
    {
        if (inner.GetService<CachingChatClient>() is not null)
        {
            log.WrongOrder(Cache, UseCache);
        }

        if (inner.GetService<FunctionInvokingChatClient>() is not null)
        {
            log.WrongOrder(
                "the function-invocation loop, so that several calls are metered as one and lost when the last one fails",
                "UseFunctionInvocation()");
        }
    }

    /// <inheritdoc cref="Check(IChatClient, CostMeterLog)"/>
    public static void Check<TInput, TEmbedding>(IEmbeddingGenerator<TInput, TEmbedding> inner, CostMeterLog log)
        where TEmbedding : Embedding
    {
        if (inner.GetService<CachingEmbeddingGenerator<TInput, TEmbedding>>() is not null)
        {
            log.WrongOrder(Cache, UseCache);
        }
    }
}
