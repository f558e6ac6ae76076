using Microsoft.Extensions.AI;

namespace LlmCost.AI.Benchmarks;

/// <summary>
/// Simulates a provider with a prepared response, so that benchmarks measure only the stages around this client.
/// </summary>
internal sealed class ReadyChatClient(int updates) : IChatClient
{
    private readonly ChatClientMetadata _metadata = new("openai", new Uri("https://api.openai.com/v1"), "gpt-5.1");

    private readonly ChatResponse _response = new(new ChatMessage(ChatRole.Assistant, "Hello there."))
    {
        ModelId = "gpt-5.1-2025-11-13",
        ResponseId = "r-1",
        Usage = Usage(),
    };

    private readonly ChatResponseUpdate[] _updates =
    [
        .. Enumerable.Range(0, updates - 1).Select(_ => Update(new TextContent("Hello "))),
        Update(new UsageContent(Usage())),
    ];

    public Task<ChatResponse> GetResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default) =>
        Task.FromResult(_response);

    public async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages,
        ChatOptions? options = null,
        [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        await Task.CompletedTask;
        foreach (var update in _updates)
        {
            yield return update;
        }
    }

    public object? GetService(Type serviceType, object? serviceKey = null) =>
        serviceType == typeof(ChatClientMetadata) ? _metadata : null;

    public void Dispose()
    {
    }

    private static UsageDetails Usage() => new()
    {
        InputTokenCount = 2_006,
        OutputTokenCount = 300,
        TotalTokenCount = 2_306,
        CachedInputTokenCount = 1_920,
        ReasoningTokenCount = 192,
    };

    private static ChatResponseUpdate Update(AIContent content) =>
        new(ChatRole.Assistant, [content]) { ModelId = "gpt-5.1-2025-11-13", ResponseId = "r-1" };
}
