using System.Runtime.CompilerServices;
using Microsoft.Extensions.AI;

namespace LlmCost.AI.Testing;

/// <summary>
/// Represents a chat client that returns predefined responses and usage, streamed or not, instead of calling a provider.
/// </summary>
/// <remarks>
/// Responses are returned in the order in which they were added. When all responses have been returned, the last response is
/// repeated. All members are thread-safe.
/// </remarks>
public sealed class FakeChatClient : IChatClient
{
    private readonly Lock _lock = new();
    private readonly List<FakeAnswer> _answers = [];
    private readonly ChatClientMetadata _metadata;
    private int _requests;

    /// <summary>Initializes a new instance of the <see cref="FakeChatClient"/> class.</summary>
    /// <param name="providerName">The provider whose prices apply, such as <c>openai</c> or <c>anthropic</c>.</param>
    /// <param name="model">The name of the model that responds, unless the options of a request specify another model.</param>
    public FakeChatClient(string providerName, string model) =>
        _metadata = new ChatClientMetadata(providerName, providerUri: null, model);

    /// <summary>
    /// Gets the number of requests that this client has received. Requests that an outer client served from a cache are not
    /// included.
    /// </summary>
    public int Requests
    {
        get { lock (_lock) { return _requests; } }
    }

    /// <summary>Adds a response.</summary>
    /// <param name="text">The text of the response.</param>
    /// <param name="usage">The usage that is reported, or <see langword="null"/> for none.</param>
    /// <returns>This client.</returns>
    public FakeChatClient Answer(string text, UsageDetails? usage = null)
    {
        ArgumentNullException.ThrowIfNull(text);

        return Add(new FakeAnswer(text, usage, null));
    }

    /// <summary>Adds a response.</summary>
    /// <param name="text">The text of the response.</param>
    /// <param name="input">The number of input tokens.</param>
    /// <param name="output">The number of output tokens.</param>
    /// <returns>This client.</returns>
    public FakeChatClient Answer(string text, long input, long output) =>
        Answer(
            text,
            new UsageDetails { InputTokenCount = input, OutputTokenCount = output, TotalTokenCount = input + output });

    /// <summary>Adds a failure.</summary>
    /// <param name="exception">The exception that is thrown.</param>
    /// <param name="text">The text that a stream returns before it fails.</param>
    /// <returns>This client.</returns>
    public FakeChatClient Fail(Exception exception, string text = "")
    {
        ArgumentNullException.ThrowIfNull(exception);
        ArgumentNullException.ThrowIfNull(text);

        return Add(new FakeAnswer(text, null, exception));
    }

    /// <inheritdoc/>
    public Task<ChatResponse> GetResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var (answer, id) = Next();
        return answer.Failure is { } failure
            ? Task.FromException<ChatResponse>(failure)
            : Task.FromResult(new ChatResponse(new ChatMessage(ChatRole.Assistant, answer.Text))
            {
                ModelId = ModelOf(options),
                ResponseId = id,
                Usage = answer.Usage,
                FinishReason = ChatFinishReason.Stop,
            });
    }

    /// <inheritdoc/>
    public IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default) =>
        StreamAsync(ModelOf(options), cancellationToken);

    /// <inheritdoc/>
    public object? GetService(Type serviceType, object? serviceKey = null)
    {
        ArgumentNullException.ThrowIfNull(serviceType);

        return serviceKey is not null ? null
            : serviceType == typeof(ChatClientMetadata) ? _metadata
            : serviceType.IsInstanceOfType(this) ? this
            : null;
    }

    /// <summary>Has no effect, because the client has no resources to release.</summary>
    public void Dispose()
    {
    }

    private async IAsyncEnumerable<ChatResponseUpdate> StreamAsync(
        string? model, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var (answer, id) = Next();
        foreach (var word in Words(answer.Text))
        {
            await Task.Yield();
            cancellationToken.ThrowIfCancellationRequested();
            yield return Update(new TextContent(word));
        }

        if (answer.Failure is { } failure)
        {
            throw failure;
        }

        if (answer.Usage is { } usage)
        {
            yield return Update(new UsageContent(usage));
        }

        ChatResponseUpdate Update(AIContent content) =>
            new(ChatRole.Assistant, [content]) { ModelId = model, ResponseId = id };
    }

    /// <summary>Returns the words of a string. Each word includes the space that follows it.</summary>
    private static IEnumerable<string> Words(string text)
    {
        for (var start = 0; start < text.Length;)
        {
            var space = text.IndexOf(' ', start);
            var end = space < 0 ? text.Length : space + 1;
            yield return text[start..end];
            start = end;
        }
    }

    private string? ModelOf(ChatOptions? options) => options?.ModelId ?? _metadata.DefaultModelId;

    private FakeChatClient Add(FakeAnswer answer)
    {
        lock (_lock)
        {
            _answers.Add(answer);
        }

        return this;
    }

    private (FakeAnswer Answer, string Id) Next()
    {
        lock (_lock)
        {
            return _answers.Count > 0
                ? (_answers[Math.Min(_requests++, _answers.Count - 1)], $"fake-{_requests}")
                : throw new InvalidOperationException("The fake chat client has no response. Add one with Answer() or Fail().");
        }
    }

    /// <param name="Text">The text.</param>
    /// <param name="Usage">The usage that is reported, or <see langword="null"/> for none.</param>
    /// <param name="Failure">The exception that is thrown at the end, or <see langword="null"/> if there is none.</param>
    private sealed record FakeAnswer(string Text, UsageDetails? Usage, Exception? Failure);
}
