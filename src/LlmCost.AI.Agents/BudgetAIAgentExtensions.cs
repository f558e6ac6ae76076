using LlmCost.AI;

namespace Microsoft.Agents.AI;

/// <summary>Adds budgets to agents.</summary>
public static class BudgetAIAgentExtensions
{
    /// <summary>Limits the spending of each run of the agent, including the agents that it uses as tools.</summary>
    /// <param name="builder">The builder of the agent.</param>
    /// <param name="usd">The limit of the cost, in USD, from 0 to 9,000,000; <see langword="null"/> for no limit.</param>
    /// <param name="tokens">
    /// The limit of input and output tokens together, 0 or more; <see langword="null"/> for no limit.
    /// </param>
    /// <param name="requests">The limit of requests to providers, 0 or more; <see langword="null"/> for no limit.</param>
    /// <param name="guarantee">Specifies how strictly the limits are enforced.</param>
    /// <returns>The <paramref name="builder"/>.</returns>
    /// <remarks>
    /// <para>
    /// Each run of the agent is a budget run (<see cref="CostBudget.BeginRun"/>). The budgets of all enclosing runs apply, so an
    /// agent that is used as a tool can't spend more than the remaining budget of the outer agent. If a limit is exceeded, the
    /// run throws <see cref="BudgetExceededException"/>. If the agent is a tool of another agent, the outer agent receives the
    /// exception as the result of the tool, and continues within its own budget.
    /// </para>
    /// <para>
    /// Only metered calls are counted. Meter the chat client of the agent:
    /// <c>chatClient.AsBuilder().UseCostMetering().Build()</c>.
    /// </para>
    /// </remarks>
    /// <exception cref="ArgumentNullException"><paramref name="builder"/> is <see langword="null"/>.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A limit is negative, or too large to be counted exactly.</exception>
    public static AIAgentBuilder UseBudget(
        this AIAgentBuilder builder,
        decimal? usd = null,
        long? tokens = null,
        long? requests = null,
        BudgetGuarantee guarantee = BudgetGuarantee.Expected)
    {
        ArgumentNullException.ThrowIfNull(builder);

        // The limits are validated now, and not only in the first run.
        Begin().Dispose();
        return builder.Use(inner => new BudgetAgent(inner, Begin));

        CostRun Begin() => CostBudget.BeginRun(usd, tokens, requests, guarantee);
    }

    /// <summary>Limits the spending of each run of the agent, including the agents that it uses as tools.</summary>
    /// <param name="agent">The agent.</param>
    /// <param name="usd">The limit of the cost, in USD, from 0 to 9,000,000; <see langword="null"/> for no limit.</param>
    /// <param name="tokens">
    /// The limit of input and output tokens together, 0 or more; <see langword="null"/> for no limit.
    /// </param>
    /// <param name="requests">The limit of requests to providers, 0 or more; <see langword="null"/> for no limit.</param>
    /// <param name="guarantee">Specifies how strictly the limits are enforced.</param>
    /// <returns>The agent with the budget. The <paramref name="agent"/> itself is not changed.</returns>
    /// <inheritdoc cref="UseBudget(AIAgentBuilder, decimal?, long?, long?, BudgetGuarantee)" path="/remarks"/>
    /// <exception cref="ArgumentNullException"><paramref name="agent"/> is <see langword="null"/>.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A limit is negative, or too large to be counted exactly.</exception>
    public static AIAgent UseBudget(
        this AIAgent agent,
        decimal? usd = null,
        long? tokens = null,
        long? requests = null,
        BudgetGuarantee guarantee = BudgetGuarantee.Expected)
    {
        ArgumentNullException.ThrowIfNull(agent);

        return agent.AsBuilder().UseBudget(usd, tokens, requests, guarantee).Build();
    }
}
