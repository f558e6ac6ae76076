using Microsoft.SemanticKernel;
using Microsoft.SemanticKernel.TextGeneration;

namespace LlmCost.AI;

/// <summary>Meters the cost of every round trip that a text generation service makes to its provider.</summary>
/// <param name="inner">The service.</param>
/// <param name="meter">The meter that records the round trips.</param>
internal sealed class CostMeteringTextGenerationService(ITextGenerationService inner, CostMeter meter)
    : ITextGenerationService, IMeteringStage
{
    private readonly MeteredConnector _service = MeteredConnector.Of(inner, meter);

    public IReadOnlyDictionary<string, object?> Attributes => inner.Attributes;

    // ConfigureAwait(false) is not used, so that the app's functions, which the service runs, keep their synchronization context.
    public async Task<IReadOnlyList<TextContent>> GetTextContentsAsync(
        string prompt,
        PromptExecutionSettings? executionSettings = null,
        Kernel? kernel = null,
        CancellationToken cancellationToken = default)
    {
        var trips = RoundTripTracker.Text(meter, _service, prompt, isStreaming: false, cancellationToken);
        var settings = await trips.AdmitAsync(executionSettings, kernel);
        IReadOnlyList<TextContent> answers;
        trips.Enter();
        try
        {
            answers = await inner.GetTextContentsAsync(prompt, settings, kernel, cancellationToken);
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

    public IAsyncEnumerable<StreamingTextContent> GetStreamingTextContentsAsync(
        string prompt,
        PromptExecutionSettings? executionSettings = null,
        Kernel? kernel = null,
        CancellationToken cancellationToken = default) =>
        RoundTripStream.ReadAsync(
            token => RoundTripTracker.Text(meter, _service, prompt, isStreaming: true, token),
            executionSettings,
            kernel,
            (settings, token) => inner.GetStreamingTextContentsAsync(prompt, settings, kernel, token),
            cancellationToken);
}
