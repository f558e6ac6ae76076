using System.Diagnostics.CodeAnalysis;
using System.Threading.RateLimiting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace LlmCost.AI;

/// <summary>Rejects requests while the budget of a scope is exhausted. It reserves nothing.</summary>
/// <remarks>
/// The LLM calls of a request make their own reservations. A lease can't replace these reservations, because it is only a number
/// of permits, which can't be adjusted to the actual cost. Thread-safe.
/// </remarks>
internal sealed partial class BudgetRateLimiter(
    CostBudgets budgets,
    IOptionsMonitor<BudgetsOptions> options,
    TimeProvider timeProvider,
    ILogger<BudgetRateLimiter> logger,
    string budget,
    IReadOnlyList<KeyValuePair<string, string>> scope) : RateLimiter
{
    private static readonly Lease s_acquired = new(isAcquired: true, retryAfter: null);
    private static readonly Lease s_notDecided = new(isAcquired: false, retryAfter: null);

    private long _lastUse = timeProvider.GetTimestamp();
    private bool _hasFailed;

    /// <summary>Gets the time since the last request, after which ASP.NET Core removes the limiter.</summary>
    public override TimeSpan? IdleDuration => timeProvider.GetElapsedTime(Volatile.Read(ref _lastUse));

    public override RateLimiterStatistics? GetStatistics() => null;

    /// <summary>
    /// Never grants a lease, because the budget store can be remote. ASP.NET Core then calls the asynchronous method.
    /// </summary>
    protected override RateLimitLease AttemptAcquireCore(int permitCount) => s_notDecided;

    protected override async ValueTask<RateLimitLease> AcquireAsyncCore(int permitCount, CancellationToken cancellationToken)
    {
        Volatile.Write(ref _lastUse, timeProvider.GetTimestamp());
        try
        {
            if (options.CurrentValue.Budgets.TryGetValue(budget, out var found) && found.Mode is not BudgetMode.Enforce)
            {
                return s_acquired;
            }

            var limits = await budgets.GetStatusAsync(budget, scope, cancellationToken);
            var usedUp = limits.Where(limit => limit.Remaining is 0).ToArray();
            return usedUp is [] ? s_acquired : new Lease(isAcquired: false, RetryAfter(usedUp));
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            // The LLM calls of the request also check the budget, and apply the action that is configured for failures of the
            // store.
            if (!Interlocked.Exchange(ref _hasFailed, true))
            {
                LogFailure(budget, e);
            }

            return s_acquired;
        }
    }

    /// <summary>
    /// Returns the time until all of the exhausted limits have started a new window, or <see langword="null"/> if that time is
    /// unknown.
    /// </summary>
    private TimeSpan? RetryAfter(BudgetStatus[] usedUp)
    {
        if (usedUp.Any(limit => limit.ResetsAt is null))
        {
            return null;
        }

        var wait = usedUp.Max(limit => limit.ResetsAt!.Value) - timeProvider.GetUtcNow();
        return wait > TimeSpan.Zero ? wait : TimeSpan.Zero;
    }

    [LoggerMessage(
        1,
        LogLevel.Warning,
        "The rate limiter of budget {Budget} could not read the remaining budget, so it does not reject requests.",
        EventName = "BudgetRateLimiterFailed")]
    private partial void LogFailure(string budget, Exception exception);

    private sealed class Lease(bool isAcquired, TimeSpan? retryAfter) : RateLimitLease
    {
        public override bool IsAcquired => isAcquired;

        public override IEnumerable<string> MetadataNames => retryAfter is null ? [] : [MetadataName.RetryAfter.Name];

        public override bool TryGetMetadata(string metadataName, [NotNullWhen(true)] out object? metadata)
        {
            metadata = metadataName == MetadataName.RetryAfter.Name ? retryAfter : null;
            return metadata is not null;
        }
    }
}
