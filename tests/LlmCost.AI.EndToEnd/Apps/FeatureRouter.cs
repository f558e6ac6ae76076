using Microsoft.Extensions.AI;

namespace LlmCost.AI.EndToEnd.Apps;

/// <summary>Sends the calls of each feature to a separate client.</summary>
/// <remarks>The feature is detected from the instructions to the model, independently of the scope under test.</remarks>
internal sealed class FeatureRouter(Func<string, IChatClient> clientOf) : IChatClient
{
    /// <summary>The features of the app, by the first word of their instructions.</summary>
    public static readonly IReadOnlyDictionary<string, string> Features = new Dictionary<string, string>
    {
        ["Write"] = "generate_content",
        ["Summarize"] = "summarize",
        ["List"] = "extract_keywords",
    };

    /// <inheritdoc/>
    public Task<ChatResponse> GetResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options, CancellationToken cancellationToken) =>
        Choose(messages).GetResponseAsync(messages, options, cancellationToken);

    /// <inheritdoc/>
    public IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options, CancellationToken cancellationToken) =>
        Choose(messages).GetStreamingResponseAsync(messages, options, cancellationToken);

    /// <inheritdoc/>
    public object? GetService(Type serviceType, object? serviceKey) => null;

    /// <inheritdoc/>
    public void Dispose()
    {
        // The creator of the clients disposes of them.
    }

    private IChatClient Choose(IEnumerable<ChatMessage> messages) =>
        clientOf(Features[messages.First(message => message.Role == ChatRole.System).Text.Split(' ')[0]]);
}
