using System.Runtime.CompilerServices;
using Microsoft.Extensions.AI;

namespace LlmCost.AI.Tests;

/// <summary>A provider's realtime client with one session and configurable messages.</summary>
internal sealed class TestRealtimeClient : IRealtimeClient, IRealtimeClientSession
{
    public ChatClientMetadata? Metadata { get; set; } = new("openai", new Uri("https://api.openai.com/v1"), "gpt-realtime");

    public RealtimeSessionOptions? Options { get; set; }

    public List<RealtimeServerMessage> Messages { get; } = [];

    /// <summary>Gets or sets the exception that ends the stream after its messages, or <see langword="null"/> for none.</summary>
    public Exception? Failure { get; set; }

    /// <summary>Gets or sets the exception that is thrown for every sent message, or <see langword="null"/> for none.</summary>
    public Exception? SendFailure { get; set; }

    public List<RealtimeClientMessage> Sent { get; } = [];

    public bool IsDisposed { get; private set; }

    /// <summary>Gets or sets the client that this client wraps without exposing it, or <see langword="null"/> for none.</summary>
    public IRealtimeClient? Hidden { get; set; }

    public static ResponseCreatedRealtimeServerMessage Created(string id = "r-1") =>
        new(RealtimeServerMessageType.ResponseCreated) { ResponseId = id };

    public static ResponseCreatedRealtimeServerMessage Done(
        UsageDetails? usage, string id = "r-1", string status = "completed") =>
        new(RealtimeServerMessageType.ResponseDone) { ResponseId = id, Usage = usage, Status = status };

    /// <summary>Returns the usage of a turn with text and audio, including the cached tokens if they are reported.</summary>
    public static UsageDetails Turn(long? cached = null) => new()
    {
        InputTokenCount = 100,
        InputAudioTokenCount = 60,
        InputTextTokenCount = 40,
        CachedInputTokenCount = cached,
        OutputTokenCount = 50,
        OutputAudioTokenCount = 30,
        OutputTextTokenCount = 20,
        TotalTokenCount = 150,
    };

    public Task<IRealtimeClientSession> CreateSessionAsync(
        RealtimeSessionOptions? options = null, CancellationToken cancellationToken = default)
    {
        Options ??= options;
        return Hidden?.CreateSessionAsync(options, cancellationToken) ?? Task.FromResult<IRealtimeClientSession>(this);
    }

    public Task SendAsync(RealtimeClientMessage message, CancellationToken cancellationToken = default)
    {
        if (SendFailure is not null)
        {
            throw SendFailure;
        }

        Sent.Add(message);
        return Task.CompletedTask;
    }

    public async IAsyncEnumerable<RealtimeServerMessage> GetStreamingResponseAsync(
        [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        foreach (var message in Messages)
        {
            await Task.Yield();
            yield return message;
        }

        if (Failure is not null)
        {
            throw Failure;
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

    public ValueTask DisposeAsync()
    {
        IsDisposed = true;
        return ValueTask.CompletedTask;
    }
}
