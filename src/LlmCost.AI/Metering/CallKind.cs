using Microsoft.Extensions.AI;

namespace LlmCost.AI;

/// <summary>A kind of client that can be metered: what its calls do, and what its tokens are where nothing tells.</summary>
/// <param name="Client">The interface of its clients.</param>
/// <param name="OperationName">What is done, as <c>gen_ai.operation.name</c> has it.</param>
/// <remarks>
/// The names are those that Microsoft.Extensions.AI gives the spans of the same calls, so that costs and spans can be joined.
/// </remarks>
internal sealed record CallKind(Type Client, string OperationName)
{
    public static readonly CallKind Chat = new(typeof(IChatClient), GenAIAttributes.Chat);

    public static readonly CallKind Embeddings = new(typeof(IEmbeddingGenerator), GenAIAttributes.Embeddings);
}
