using Microsoft.Extensions.AI;

namespace LlmCost.AI;

/// <summary>Uses the text of a call to estimate the tokens that the provider did not report.</summary>
/// <remarks>
/// <para>
/// Register implementations as services. The first non-null result wins; if there is none, the built-in estimate of four bytes
/// per token is used. An estimate is marked as such (<see cref="UsageSource.Estimated"/>) and never replaces a reported count.
/// While an estimator is registered, the meter buffers the text of each streamed response until the call ends.
/// </para>
/// <para>
/// Estimators are shared by all calls and must be thread-safe. Exceptions are counted, and the first one is logged without its
/// message; the built-in estimate is then used.
/// </para>
/// </remarks>
public interface IUsageEstimator
{
    /// <summary>Estimates the input tokens: messages, instructions, tool definitions and images.</summary>
    /// <param name="model">The actual model or the requested model, or <see langword="null"/> if both are unknown.</param>
    /// <param name="messages">The messages.</param>
    /// <param name="options">The options of the call.</param>
    /// <returns>The tokens, or <see langword="null"/> if the estimator does not support the model.</returns>
    long? EstimateInput(string? model, IReadOnlyList<ChatMessage> messages, ChatOptions? options);

    /// <summary>Estimates the output tokens.</summary>
    /// <param name="model">The actual model or the requested model, or <see langword="null"/> if both are unknown.</param>
    /// <param name="text">The received text.</param>
    /// <returns>The tokens, or <see langword="null"/> if the estimator does not support the model.</returns>
    long? EstimateOutput(string? model, string text);
}
