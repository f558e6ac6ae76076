using System.Threading.RateLimiting;
using LlmCost.AI;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.RateLimiting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Microsoft.AspNetCore.Builder;

/// <summary>Provides an extension method that rejects requests with an exhausted budget.</summary>
public static class BudgetRateLimiterOptionsExtensions
{
    /// <summary>Adds a rate limiting policy that rejects requests while a budget is exhausted.</summary>
    /// <param name="options">The options of <c>AddRateLimiter()</c>.</param>
    /// <param name="policyName">The name of the policy, for <c>RequireRateLimiting()</c>.</param>
    /// <param name="budget">The name of the budget. It must not be a budget for a single request or run.</param>
    /// <param name="getScope">
    /// A function that returns, for a request, the values by which the budget is split, such as the value of <c>user</c>;
    /// <see langword="null"/> if the budget is not split.
    /// </param>
    /// <returns>The <paramref name="options"/>.</returns>
    /// <remarks>
    /// <para>
    /// The policy saves a request the work that precedes an LLM call if the budget would refuse that call. It reserves nothing:
    /// the LLM calls of a request make their own reservations, and can still be refused. It does not reject requests if the
    /// budget is in observe mode. If the budget can't be read, a warning is logged, and the request is not rejected.
    /// </para>
    /// <para>
    /// The lease of a rejected request has <see cref="MetadataName.RetryAfter"/>, unless the window is rolling or has no end. The
    /// status code is set in <see cref="RateLimiterOptions"/>. Its default is 503.
    /// </para>
    /// </remarks>
    /// <exception cref="ArgumentNullException">
    /// <paramref name="options"/>, <paramref name="policyName"/> or <paramref name="budget"/> is <see langword="null"/>.
    /// </exception>
    public static RateLimiterOptions AddBudgetPolicy(
        this RateLimiterOptions options,
        string policyName,
        string budget,
        Func<HttpContext, IReadOnlyList<KeyValuePair<string, string>>>? getScope = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(policyName);
        ArgumentNullException.ThrowIfNull(budget);

        return options.AddPolicy(policyName, context =>
        {
            var scope = getScope?.Invoke(context) ?? [];
            var key = string.Join(
                '&', scope.Select(pair => $"{Uri.EscapeDataString(pair.Key)}={Uri.EscapeDataString(pair.Value)}"));
            var services = context.RequestServices;
            return RateLimitPartition.Get(key, _ => new BudgetRateLimiter(
                services.GetRequiredService<CostBudgets>(),
                services.GetRequiredService<IOptionsMonitor<BudgetsOptions>>(),
                services.GetService<TimeProvider>() ?? TimeProvider.System,
                services.GetRequiredService<ILogger<BudgetRateLimiter>>(),
                budget,
                scope));
        });
    }
}
