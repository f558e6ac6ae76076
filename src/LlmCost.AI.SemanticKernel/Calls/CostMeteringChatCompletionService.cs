using Microsoft.SemanticKernel;
using Microsoft.SemanticKernel.ChatCompletion;

namespace LlmCost.AI;

/// <summary>Meters the cost of every round trip that a chat completion service makes to its provider.</summary>
/// <param name="inner">The service.</param>
/// <param name="meter">The meter that records the round trips.</param>
internal sealed class CostMeteringChatCompletionService(IChatCompletionService inner, CostMeter meter)
    : IChatCompletionService, IMeteringStage
{
    private readonly MeteredConnector _service = MeteredConnector.Of(inner, meter);

    public IReadOnlyDictionary<string, object?> Attributes => inner.Attributes;

    // ConfigureAwait(false) is not used, so that the app's functions, which the service runs, keep their synchronization context.
    public async Task<IReadOnlyList<ChatMessageContent>> GetChatMessageContentsAsync(
        ChatHistory chatHistory,
        PromptExecutionSettings? executionSettings = null,
        Kernel? kernel = null,
        CancellationToken cancellationToken = default)
    {
        var trips = RoundTripTracker.Chat(meter, _service, chatHistory, isStreaming: false, cancellationToken);
        var settings = await trips.AdmitAsync(executionSettings, kernel);
        IReadOnlyList<ChatMessageContent> answers;
        trips.Enter();
        try
        {
            answers = await inner.GetChatMessageContentsAsync(chatHistory, settings, kernel, cancellationToken);
            trips.Complete(answers);
        }
        catch (Exception e)
        {
            trips.Fail(e);
            throw;
        }

        trips.ThrowIfRefused();
        return answers;
    }

    public IAsyncEnumerable<StreamingChatMessageContent> GetStreamingChatMessageContentsAsync(
        ChatHistory chatHistory,
        PromptExecutionSettings? executionSettings = null,
        Kernel? kernel = null,
        CancellationToken cancellationToken = default) =>
        RoundTripStream.ReadAsync(
            token => RoundTripTracker.Chat(meter, _service, chatHistory, isStreaming: true, token),
            executionSettings,
            kernel,
            (settings, token) => inner.GetStreamingChatMessageContentsAsync(chatHistory, settings, kernel, token),
            cancellationToken);
}
