using Microsoft.Extensions.AI;

namespace LlmCost.AI.Benchmarks;

/// <summary>A provider whose answer is never there at once.</summary>
internal sealed class LateChatClient(IChatClient inner) : DelegatingChatClient(inner)
{
    public override async Task<ChatResponse> GetResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        await Task.Yield();
        return await base.GetResponseAsync(messages, options, cancellationToken);
    }
}
