namespace LlmCost.AI;

/// <summary>Begins runs that have their own budget.</summary>
public static class CostBudget
{
    /// <summary>
    /// Begins a run. The run includes all metered calls until it is disposed, including calls of sub-agents and parallel tasks.
    /// </summary>
    /// <param name="usd">The limit of the cost in USD, from 0 to 9,000,000; <see langword="null"/> for none.</param>
    /// <param name="tokens">
    /// The limit of input and output tokens together, 0 or more; <see langword="null"/> for none.
    /// </param>
    /// <param name="requests">The limit of requests to providers, 0 or more; <see langword="null"/> for none.</param>
    /// <param name="guarantee">Specifies how strictly the limits are enforced.</param>
    /// <returns>The run, which ends when it is disposed.</returns>
    /// <remarks>
    /// <para>
    /// A run is ambient like a <see cref="CostScope"/>. Runs nest: the limits of every enclosing run apply, so that a sub-agent
    /// can only spend less. Configured budgets with the window <c>Run</c> apply to the outermost run. A call that exceeds a limit
    /// throws <see cref="BudgetExceededException"/>.
    /// </para>
    /// <para>
    /// No budgets have to be registered. The spending of a run is counted only in this process, even if other budgets use a
    /// shared store.
    /// </para>
    /// </remarks>
    /// <exception cref="ArgumentOutOfRangeException">A limit is negative, or too large to be counted exactly.</exception>
    public static CostRun BeginRun(
        decimal? usd = null,
        long? tokens = null,
        long? requests = null,
        BudgetGuarantee guarantee = BudgetGuarantee.Expected)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(usd ?? 0, nameof(usd));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(usd ?? 0, BudgetsOptions.MaxUsd, nameof(usd));
        ArgumentOutOfRangeException.ThrowIfNegative(tokens ?? 0, nameof(tokens));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(tokens ?? 0, BudgetAmount.Max, nameof(tokens));
        ArgumentOutOfRangeException.ThrowIfNegative(requests ?? 0, nameof(requests));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(requests ?? 0, BudgetAmount.Max, nameof(requests));

        return CostRun.Begin(new BudgetOptions
        {
            Usd = usd,
            Tokens = tokens,
            Requests = requests,
            Window = "Run",
            Guarantee = guarantee,
        });
    }
}
