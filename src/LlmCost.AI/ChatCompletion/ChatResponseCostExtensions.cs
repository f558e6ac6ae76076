using LlmCost.AI;

namespace Microsoft.Extensions.AI;

/// <summary>Provides the cost of chat responses.</summary>
public static class ChatResponseCostExtensions
{
    /// <summary>Returns the cost of a response.</summary>
    /// <param name="response">
    /// The response of a metered client, or a response that <c>ToChatResponse()</c> combined from a metered stream.
    /// </param>
    /// <returns>
    /// The cost, or <see langword="null"/> if the response is not from a metered client or if a cache deserialized it.
    /// </returns>
    /// <remarks>
    /// <para>
    /// If a function-invocation loop combined several responses into this one, the result is the sum of their costs. The cost of
    /// a stream is available after it has been read to its end.
    /// </para>
    /// <para>
    /// The cost is stored outside the response. It is therefore not cached, serialized or sent to a provider with the response. A
    /// copy of a response has a cost only if it contains the same message objects.
    /// </para>
    /// </remarks>
    /// <exception cref="ArgumentNullException"><paramref name="response"/> is <see langword="null"/>.</exception>
    public static CostSummary? GetCost(this ChatResponse response)
    {
        ArgumentNullException.ThrowIfNull(response);

        var costs = new HashSet<CostSummary>(ReferenceEqualityComparer.Instance);
        var answers = 0;
        var isComplete = true;
        foreach (var message in response.Messages)
        {
            if ((ResponseCosts.Find(message) ?? ResponseCosts.Find(message.MessageId)) is { } cost)
            {
                costs.Add(cost);
            }
            else
            {
                isComplete &= message.Role != ChatRole.Assistant;
            }

            answers += message.Role == ChatRole.Assistant ? 1 : 0;
        }

        // The ids of the response identify its cost only if the response has at most one assistant message.
        if (costs.Count is 0 && answers <= 1)
        {
            return ResponseCosts.Find(response)
                ?? ResponseCosts.Find(response.ResponseId)
                ?? ResponseCosts.Find(response.ModelId);
        }

        return !isComplete || costs.Count is 0 ? null : costs.Count is 1 ? costs.First() : Sum(costs);
    }

    private static CostSummary Sum(IEnumerable<CostSummary> costs)
    {
        var sum = default(CallSum);
        foreach (var cost in costs)
        {
            sum.Add(cost);
        }

        return sum.ToSummary(sum.Cost);
    }
}
