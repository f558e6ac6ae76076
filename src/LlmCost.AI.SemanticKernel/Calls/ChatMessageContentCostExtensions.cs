using LlmCost.AI;

namespace Microsoft.SemanticKernel;

/// <summary>Provides the cost of messages of chat completion services.</summary>
public static class ChatMessageContentCostExtensions
{
    /// <summary>Returns the cost of the call that returned this message.</summary>
    /// <param name="message">The message that a chat completion service returned.</param>
    /// <returns>
    /// The totals of all round trips of the call, including its function-calling loop, or <see langword="null"/> if the service
    /// was not metered by <c>AddSemanticKernel()</c> or the message was streamed.
    /// </returns>
    /// <remarks>
    /// <para>
    /// The totals exclude model calls that were made inside the invoked functions.
    /// <see cref="FunctionResultCostExtensions.GetCost"/> includes those calls.
    /// </para>
    /// <para>
    /// If one call returns several messages, such as the choices of a response, each of them has the cost of the whole call. A
    /// message that was copied or deserialized has no cost.
    /// </para>
    /// </remarks>
    /// <exception cref="ArgumentNullException"><paramref name="message"/> is <see langword="null"/>.</exception>
    public static CostSummary? GetCost(this ChatMessageContent message)
    {
        ArgumentNullException.ThrowIfNull(message);

        return MessageCosts.Find(message);
    }
}
