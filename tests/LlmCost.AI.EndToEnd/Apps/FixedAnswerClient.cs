using Microsoft.Extensions.AI;

namespace LlmCost.AI.EndToEnd.Apps;

/// <summary>A provider's client that always returns the same response, which need not be realistic.</summary>
internal sealed class FixedAnswerClient(ChatResponse answer) : IChatClient
{
    private readonly ChatClientMetadata _metadata = new("openai", new Uri("https://api.openai.com/v1"), answer.ModelId);

    /// <inheritdoc/>
    public Task<ChatResponse> GetResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options, CancellationToken cancellationToken) => Task.FromResult(answer);

    /// <inheritdoc/>
    public IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options, CancellationToken cancellationToken) =>
        answer.ToChatResponseUpdates().ToAsyncEnumerable();

    /// <inheritdoc/>
    public object? GetService(Type serviceType, object? serviceKey) =>
        serviceType == typeof(ChatClientMetadata) ? _metadata : null;

    /// <inheritdoc/>
    public void Dispose()
    {
        // No resources to release.
    }
}
