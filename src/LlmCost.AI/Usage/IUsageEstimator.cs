using Microsoft.Extensions.AI;

namespace LlmCost.AI;

/// <summary>Estimates, from the text of a call, the tokens that its provider did not report.</summary>
/// <remarks>
/// <para>
/// Register implementations as services; of several the first with an answer counts, and the built-in estimate, four bytes a
/// token, where none has one. An estimate is marked as such (<see cref="UsageSource.Estimated"/>) and never replaces a reported
/// count. While an estimator is registered, the text of an answer under way is kept until the call ends.
/// </para>
/// <para>
/// Estimators are shared by all calls and must be thread safe. An exception is counted and logged once, without its message, and
/// the built-in estimate is used.
/// </para>
/// </remarks>
public interface IUsageEstimator
{
    /// <summary>Estimates what went in: messages, instructions, tool definitions and images.</summary>
    /// <param name="model">The model that answered or was asked for, or <see langword="null"/> where nothing tells.</param>
    /// <param name="messages">The messages.</param>
    /// <param name="options">The options of the call.</param>
    /// <returns>The tokens, or <see langword="null"/> where the model is not known.</returns>
    long? EstimateInput(string? model, IReadOnlyList<ChatMessage> messages, ChatOptions? options);

    /// <summary>Estimates what came out.</summary>
    /// <param name="model">The model that answered or was asked for, or <see langword="null"/> where nothing tells.</param>
    /// <param name="text">The text that was delivered.</param>
    /// <returns>The tokens, or <see langword="null"/> where the model is not known.</returns>
    long? EstimateOutput(string? model, string text);
}
