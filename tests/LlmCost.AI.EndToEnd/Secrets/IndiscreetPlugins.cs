using Microsoft.Extensions.AI;

namespace LlmCost.AI.EndToEnd.Secrets;

/// <summary>
/// An app's observer, usage reader and usage estimator, all of which fail with exceptions that contain their input.
/// </summary>
internal sealed class IndiscreetPlugins(PlantedSecrets secrets) : ICostObserver, IUsageReader, IUsageEstimator
{
    private int _records;

    /// <summary>Gets the number of recorded calls.</summary>
    public int Records => _records;

    public void OnRecorded(CostRecord record)
    {
        Interlocked.Increment(ref _records);
        throw Failure("observer");
    }

    public bool TryRead(object rawRepresentation, string? providerName, out UsageReading reading) => throw Failure("reader");

    public long? EstimateInput(string? model, IReadOnlyList<ChatMessage> messages, ChatOptions? options) =>
        throw Failure("estimator");

    public long? EstimateOutput(string? model, string text) => throw Failure("estimator-of-output");

    private InvalidOperationException Failure(string place) => new(
        $"It saw {secrets[place]}",
        new ArgumentException($"It saw {secrets[$"{place}-inner"]}", secrets[$"{place}-parameter"]))
    {
        Data = { ["seen"] = secrets[$"{place}-data"] },
    };
}
