using Microsoft.Extensions.AI;

namespace LlmCost.AI;

/// <summary>Detects meters at the wrong position in a pipeline.</summary>
internal static class PipelineOrder
{
    private const string Cache = "a cache, so that cached responses are metered as if they were billed";
    private const string UseCache = "UseDistributedCache()";

    /// <summary>Warns about clients that are inside the meter, but should be outside.</summary>
    public static void Check(IChatClient inner, CostMeterLog log)
    {
        if (inner.GetService<CachingChatClient>() is not null)
        {
            log.WrongOrder(Cache, UseCache);
        }

        if (inner.GetService<FunctionInvokingChatClient>() is not null)
        {
            log.WrongOrder(
                "the function-invocation loop, so that all its calls are metered as one, or not at all if the last one fails",
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
