using LlmCost.AI.Load.Calls;
using Microsoft.Extensions.AI;

namespace LlmCost.AI.Load.Provider;

/// <summary>Counts the input tokens that the provider will report, as a tokenizer does for a real prompt.</summary>
internal sealed class ScriptedInput : IUsageEstimator
{
    /// <inheritdoc/>
    public long? EstimateInput(string? model, IReadOnlyList<ChatMessage> messages, ChatOptions? options) =>
        Call.Of(options).Usage.InputTokenCount;

    /// <inheritdoc/>
    public long? EstimateOutput(string? model, string text) => null;
}
