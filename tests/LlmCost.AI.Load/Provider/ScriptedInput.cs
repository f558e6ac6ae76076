using LlmCost.AI.Load.Calls;
using Microsoft.Extensions.AI;

namespace LlmCost.AI.Load.Provider;

/// <summary>Returns the number of input tokens that the provider will report, as an exact tokenizer would.</summary>
internal sealed class ScriptedInput : IUsageEstimator
{
    /// <inheritdoc/>
    public long? EstimateInput(string? model, IReadOnlyList<ChatMessage> messages, ChatOptions? options) =>
        Call.Of(options).Usage.InputTokenCount;

    /// <inheritdoc/>
    public long? EstimateOutput(string? model, string text) => null;
}
