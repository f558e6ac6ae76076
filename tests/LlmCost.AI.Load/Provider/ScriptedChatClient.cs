using System.Diagnostics;
using System.Runtime.CompilerServices;
using LlmCost.AI.Load.Calls;
using Microsoft.Extensions.AI;

namespace LlmCost.AI.Load.Provider;

/// <summary>Simulates a provider's client that ends each call as planned, without a network.</summary>
/// <param name="provider">The name of the provider.</param>
/// <param name="requestModel">The requested model.</param>
/// <param name="responseModel">The model that responds.</param>
internal sealed class ScriptedChatClient(string provider, string requestModel, string responseModel) : IChatClient
{
    private const int TextUpdates = 4;
    private static readonly TimeSpan s_timeOut = TimeSpan.FromMilliseconds(50);

    private readonly ChatClientMetadata _metadata = new(provider, new Uri($"https://{provider}.example.com"), requestModel);

    /// <inheritdoc/>
    public Task<ChatResponse> GetResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        var started = Stopwatch.GetTimestamp();
        var call = Call.Of(options);
        if (call.Fate is not CallFate.Answer)
        {
            return FailAsync(call, cancellationToken);
        }

        var response = new ChatResponse(new ChatMessage(ChatRole.Assistant, "Bees make honey."))
        {
            ModelId = responseModel,
            Usage = call.Usage,
        };
        call.ProviderTicks = Stopwatch.GetTimestamp() - started;
        return Task.FromResult(response);
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages,
        ChatOptions? options = null,
        [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var call = Call.Of(options);
        if (call.Fate is CallFate.Error or CallFate.TimeOut)
        {
            await FailAsync(call, cancellationToken);
        }

        for (var i = 0; i < TextUpdates; i++)
        {
            if (i == TextUpdates / 2 && call.Fate is CallFate.Reset or CallFate.Cancel)
            {
                await FailAsync(call, cancellationToken);
            }

            await Task.Yield();
            yield return new ChatResponseUpdate(ChatRole.Assistant, "Bees make honey. ") { ModelId = responseModel };
        }

        yield return new ChatResponseUpdate(ChatRole.Assistant, [new UsageContent(call.Usage)]) { ModelId = responseModel };
    }

    /// <inheritdoc/>
    public object? GetService(Type serviceType, object? serviceKey = null) =>
        serviceType == typeof(ChatClientMetadata) ? _metadata : null;

    /// <inheritdoc/>
    public void Dispose()
    {
        // Nothing to dispose of.
    }

    private static async Task<ChatResponse> FailAsync(Call call, CancellationToken cancellationToken)
    {
        switch (call.Fate)
        {
            case CallFate.Cancel:
                await Task.Delay(Timeout.InfiniteTimeSpan, cancellationToken);
                break;
            case CallFate.TimeOut:
                await Task.Delay(s_timeOut, cancellationToken);
                break;
        }

        call.Thrown = call.Fate switch
        {
            // HttpClient reports timeouts in this way.
            CallFate.TimeOut => new TaskCanceledException("The request timed out.", new TimeoutException()),
            CallFate.Reset => new IOException("The connection was reset."),
            _ => new HttpRequestException("The service is unavailable."),
        };
        throw call.Thrown;
    }
}
