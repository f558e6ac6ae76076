using System.Runtime.CompilerServices;
using Microsoft.Extensions.AI;

namespace LlmCost.AI.Tests;

/// <summary>A provider's chat client with configurable responses.</summary>
internal sealed class TestChatClient : IChatClient
{
    public ChatClientMetadata? Metadata { get; set; } = new("openai", new Uri("https://api.openai.com/v1"), "gpt-4o");

    /// <summary>Gets or sets the raw representation of every response and update, which is null by default.</summary>
    public object? Raw { get; set; }

    public Func<IEnumerable<ChatMessage>, ChatOptions?, CancellationToken, Task<ChatResponse>> OnGetResponse { get; set; } =
        (_, _, _) => Task.FromResult(Response());

    public Func<IEnumerable<ChatMessage>, ChatOptions?, CancellationToken, IAsyncEnumerable<ChatResponseUpdate>>
        OnGetStreamingResponse { get; set; } =
        (_, _, _) => Stream(Text("Hello "), Text("there."), Usage(1_000, 100));

    public static ChatResponse Response(
        long input = 1_000, long output = 100, string? model = "gpt-4o-2024-11-20", string? id = "r-1") =>
        new(
        new ChatMessage(ChatRole.Assistant, "Hello there."))
    {
        ModelId = model,
        ResponseId = id,
        Usage = new UsageDetails { InputTokenCount = input, OutputTokenCount = output, TotalTokenCount = input + output },
    };

    public static ChatResponseUpdate Text(string text, string? id = "r-1") =>
        new(ChatRole.Assistant, text) { ModelId = "gpt-4o-2024-11-20", ResponseId = id };

    public static ChatResponseUpdate Usage(long input, long output, string? id = "r-1") =>
        new(ChatRole.Assistant, [new UsageContent(new UsageDetails
        {
            InputTokenCount = input,
            OutputTokenCount = output,
            TotalTokenCount = input + output,
        })])
        {
            ModelId = "gpt-4o-2024-11-20",
            ResponseId = id,
        };

    public static async IAsyncEnumerable<ChatResponseUpdate> Stream(params ChatResponseUpdate[] updates)
    {
        foreach (var update in updates)
        {
            await Task.Yield();
            yield return update;
        }
    }

    /// <summary>Returns a stream that breaks after some updates.</summary>
    public static async IAsyncEnumerable<ChatResponseUpdate> Broken(Exception exception, params ChatResponseUpdate[] updates)
    {
        foreach (var update in updates)
        {
            await Task.Yield();
            yield return update;
        }

        throw exception;
    }

    public async Task<ChatResponse> GetResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        var response = await OnGetResponse(messages, options, cancellationToken);
        if (Raw is not null)
        {
            response.RawRepresentation = Raw;
        }

        return response;
    }

    public async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages,
        ChatOptions? options = null,
        [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        await foreach (var update in OnGetStreamingResponse(messages, options, cancellationToken))
        {
            if (Raw is not null)
            {
                update.RawRepresentation = Raw;
            }

            yield return update;
        }
    }

    public object? GetService(Type serviceType, object? serviceKey = null) =>
        serviceKey is not null ? null
        : serviceType == typeof(ChatClientMetadata) ? Metadata
        : serviceType.IsInstanceOfType(this) ? this
        : null;

    public void Dispose()
    {
    }
}
