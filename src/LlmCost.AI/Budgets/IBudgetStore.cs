namespace LlmCost.AI;

/// <summary>Stores the counters of budgets.</summary>
/// <remarks>
/// <para>
/// No reservation makes <c>spent + reserved</c> of a counter exceed the limit. A store applies each command either as a whole or
/// not at all, and applies it only once even if it is received twice. A settlement is never refused, because the money is spent.
/// </para>
/// <para>
/// A claim is booked in the window in which it was admitted, even if the window has ended. A store keeps an ended window for an
/// hour or longer. All members must be thread-safe. A local store completes commands synchronously and without allocations.
/// </para>
/// </remarks>
public interface IBudgetStore
{
    /// <summary>Gets a value indicating whether several processes share the counters.</summary>
    bool IsShared { get; }

    /// <summary>Gets a value indicating whether the counters survive the end of the process.</summary>
    bool IsDurable { get; }

    /// <summary>Reserves the claims of a call: either at least the minimum in every counter, or nothing.</summary>
    /// <param name="hold">The claims, which receive the granted amounts and the state of the counters.</param>
    /// <param name="cancellationToken">The token that cancels the operation.</param>
    /// <returns>The response of the store.</returns>
    ValueTask<BudgetReply> ReserveAsync(BudgetHold hold, CancellationToken cancellationToken = default);

    /// <summary>Reserves either the <see cref="BudgetClaim.Extension"/> of every claim, or nothing.</summary>
    /// <param name="hold">The claims. The granted extensions are added to <see cref="BudgetClaim.Granted"/>.</param>
    /// <param name="cancellationToken">The token that cancels the operation.</param>
    /// <returns><see langword="true"/> if the extensions are reserved; otherwise, <see langword="false"/>.</returns>
    ValueTask<bool> ExtendAsync(BudgetHold hold, CancellationToken cancellationToken = default);

    /// <summary>Replaces the reserved amount of each claim with <see cref="BudgetClaim.Actual"/>.</summary>
    /// <param name="hold">The claims, which receive the state of the counters.</param>
    /// <param name="cancellationToken">The token that cancels the operation.</param>
    /// <returns>The operation.</returns>
    /// <remarks>
    /// If the lease has ended, the actual amount replaces the charged floor. If the store does not know the claim, it charges the
    /// actual amount.
    /// </remarks>
    ValueTask SettleAsync(BudgetHold hold, CancellationToken cancellationToken = default);

    /// <summary>Renews the leases of reservations. Reservations unknown to the store are made again.</summary>
    /// <param name="holds">The reservations.</param>
    /// <param name="cancellationToken">The token that cancels the operation.</param>
    /// <returns>The operation.</returns>
    ValueTask RenewAsync(IReadOnlyList<BudgetHold> holds, CancellationToken cancellationToken = default);

    /// <summary>Reads counters.</summary>
    /// <param name="counters">The counters.</param>
    /// <param name="cancellationToken">The token that cancels the operation.</param>
    /// <returns>The state of each counter, in the same order.</returns>
    ValueTask<IReadOnlyList<BudgetReading>> ReadAsync(
        IReadOnlyList<BudgetCounter> counters, CancellationToken cancellationToken = default);

    /// <summary>Reads the scopes that have spent the most in one window of a split budget.</summary>
    /// <param name="counter">A counter that identifies the budget, unit and window. Its scope is ignored.</param>
    /// <param name="count">The maximum number of scopes.</param>
    /// <param name="cancellationToken">The token that cancels the operation.</param>
    /// <returns>The scopes in descending order of spending.</returns>
    ValueTask<IReadOnlyList<BudgetReading>> ReadTopAsync(
        BudgetCounter counter, int count, CancellationToken cancellationToken = default);

    /// <summary>Adds a temporary increase to a limit.</summary>
    /// <param name="increase">The increase.</param>
    /// <param name="cancellationToken">The token that cancels the operation.</param>
    /// <returns>The operation.</returns>
    ValueTask IncreaseAsync(BudgetIncrease increase, CancellationToken cancellationToken = default);

    /// <summary>Reads the increases. Ended increases are included for at least 30 days.</summary>
    /// <param name="budget">The name of the budget; <see langword="null"/> for all.</param>
    /// <param name="cancellationToken">The token that cancels the operation.</param>
    /// <returns>The increases, the newest first.</returns>
    ValueTask<IReadOnlyList<BudgetIncrease>> ReadIncreasesAsync(
        string? budget = null, CancellationToken cancellationToken = default);
}
