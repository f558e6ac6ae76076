using Microsoft.Extensions.AI;

namespace LlmCost.AI.Benchmarks;

/// <summary>A stage that does nothing but await the next one: the limit of what waiting costs.</summary>
internal sealed class PlainStage(IChatClient inner) : DelegatingChatClient(inner)
{
    public override async Task<ChatResponse> GetResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default) =>
        await base.GetResponseAsync(messages, options, cancellationToken);
}
