using LlmCost.AI;

namespace Microsoft.Extensions.AI;

/// <summary>Provides the cost of chat responses.</summary>
public static class ChatResponseCostExtensions
{
    /// <summary>Returns what a response cost.</summary>
    /// <param name="response">The response of a metered client, or one that <c>ToChatResponse()</c> combined from the updates of a metered stream.</param>
    /// <returns>
    /// The cost, or <see langword="null"/> if it is unknown what the response came from: no metered client, or a cache that replays a serialized response.
    /// </returns>
    /// <remarks>
    /// <para>
    /// If a loop of function calls combined several responses into this one, the result is the sum of all of them. A stream must have been read to its end.
    /// </para>
    /// <para>
    /// The cost is kept next to the response, not in it: nothing that is cached, serialized or sent to a provider changes. A copy of a response that doesn't share
    /// its messages has no cost.
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

        // Only a single message can be told by the ids of the whole response.
        if (costs.Count is 0 && answers <= 1)
        {
            return ResponseCosts.Find(response) ?? ResponseCosts.Find(response.ResponseId) ?? ResponseCosts.Find(response.ModelId);
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
