using Microsoft.Extensions.AI;

namespace LlmCost.AI.Benchmarks;

/// <summary>Simulates a provider whose responses always arrive asynchronously.</summary>
internal sealed class LateChatClient(IChatClient inner) : DelegatingChatClient(inner)
{
    public override async Task<ChatResponse> GetResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        await Task.Yield();
        return await base.GetResponseAsync(messages, options, cancellationToken);
    }
}
