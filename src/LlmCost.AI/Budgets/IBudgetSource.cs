using Microsoft.Extensions.Primitives;

namespace LlmCost.AI;

/// <summary>Provides limits for individual users, tenants or other scopes, for example from the app's own database.</summary>
/// <remarks>
/// <para>
/// Register an implementation as a service. The source is read in the background, when the app starts and when the change token
/// of the source fires, but never during a call. Its limits take precedence over <see cref="BudgetOptions.Overrides"/>.
/// </para>
/// <para>
/// If the source fails, or one of its limits is not valid, the previous limits of the budget stay in effect, and the failure is
/// counted.
/// </para>
/// </remarks>
public interface IBudgetSource
{
    /// <summary>Returns the limits of a budget that is split by one property (<see cref="BudgetOptions.Each"/>).</summary>
    /// <param name="budget">The name of the budget.</param>
    /// <param name="cancellationToken">The token that is canceled when the app stops.</param>
    /// <returns>
    /// The limits by the exact value of the property, such as the id of a tenant. If a limit is not set, the limit of the budget
    /// applies. Empty if there are no limits.
    /// </returns>
    ValueTask<IReadOnlyDictionary<string, BudgetLimitOptions>> GetLimitsAsync(
        string budget, CancellationToken cancellationToken = default);

    /// <summary>Returns a token that signals the next change of the limits.</summary>
    /// <returns>The token.</returns>
    IChangeToken GetChangeToken();
}
