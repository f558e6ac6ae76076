using System.Collections.Frozen;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Primitives;

namespace LlmCost.AI;

/// <summary>Caches the limits of an <see cref="IBudgetSource"/>, so that a call never waits for the source.</summary>
/// <remarks>If the source fails, the last valid limits of the budget stay in effect. Thread-safe.</remarks>
internal sealed class BudgetSourceCache : IDisposable
{
    private readonly IBudgetSource _source;
    private readonly Func<IEnumerable<string>> _budgets;
    private readonly MeteringFailures _failures;
    private readonly CancellationTokenSource _stop = new();
    private readonly Lock _lock = new();
    private readonly IDisposable _subscription;

    private volatile FrozenDictionary<string, FrozenDictionary<string, BudgetLimitOptions>> _limits =
        FrozenDictionary<string, FrozenDictionary<string, BudgetLimitOptions>>.Empty;

    private int _version;
    private bool _isQueued;

    /// <summary>Initializes a new instance of the <see cref="BudgetSourceCache"/> class and starts to load.</summary>
    /// <param name="source">The source.</param>
    /// <param name="budgets">A function that returns the names of the budgets that are split by one property.</param>
    /// <param name="failures">Counts and logs failures of the source.</param>
    public BudgetSourceCache(IBudgetSource source, Func<IEnumerable<string>> budgets, MeteringFailures failures)
    {
        (_source, _budgets, _failures) = (source, budgets, failures);
        _subscription = ChangeToken.OnChange(source.GetChangeToken, Load);
        Load();
    }

    /// <summary>
    /// Gets the number of loads that have changed the limits. When it changes, values that were derived from the limits are
    /// outdated.
    /// </summary>
    public int Version => Volatile.Read(ref _version);

    /// <summary>Gets the task of the last load, which never fails.</summary>
    public Task Loading { get; private set; } = Task.CompletedTask;

    /// <summary>
    /// Returns the limits for one value of the property by which a budget is split, or <see langword="null"/> if the source has
    /// none.
    /// </summary>
    public BudgetLimitOptions? Find(string budget, string value) =>
        _limits.TryGetValue(budget, out var values) ? values.GetValueOrDefault(value) : null;

    /// <summary>
    /// Loads the limits in the background, after any load in progress. Several changes during a load cause only one further load.
    /// </summary>
    public void Load()
    {
        lock (_lock)
        {
            if (!_isQueued && !_stop.IsCancellationRequested)
            {
                _isQueued = true;
                var previous = Loading;
                Loading = Task.Run(() => LoadAfterAsync(previous));
            }
        }
    }

    public void Dispose()
    {
        _subscription.Dispose();
        _stop.Cancel();
    }

    private async Task LoadAfterAsync(Task previous)
    {
        await previous.ConfigureAwait(false);
        lock (_lock)
        {
            _isQueued = false;
        }

        try
        {
            var limits = new Dictionary<string, FrozenDictionary<string, BudgetLimitOptions>>(StringComparer.OrdinalIgnoreCase);
            foreach (var budget in _budgets())
            {
                if (await LoadAsync(budget).ConfigureAwait(false) is { } loaded)
                {
                    limits[budget] = loaded;
                }
            }

            _limits = limits.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);
            Interlocked.Increment(ref _version);
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            // The app is stopping.
        }
        catch (Exception e)
        {
            _failures.Report(MeteringFailure.Configuration, e);
        }
    }

    /// <summary>
    /// Returns the limits of a budget from the source. If the source fails, returns the last valid limits, if there are any.
    /// </summary>
    private async Task<FrozenDictionary<string, BudgetLimitOptions>?> LoadAsync(string budget)
    {
        try
        {
            var limits = await _source.GetLimitsAsync(budget, _stop.Token).ConfigureAwait(false);
            if (limits.SelectMany(pair => BudgetFaults.InLimits(Key(budget), pair.Value)).ToList() is { Count: > 0 } faults)
            {
                throw new OptionsValidationException(budget, typeof(BudgetLimitOptions), faults);
            }

            return limits.ToFrozenDictionary(StringComparer.Ordinal);
        }
        catch (Exception e) when (e is not OperationCanceledException || !_stop.IsCancellationRequested)
        {
            _failures.Report(MeteringFailure.Configuration, e);
            return _limits.GetValueOrDefault(budget);
        }
    }

    /// <summary>
    /// Returns the key that identifies the limits of a budget in messages. The key contains no scope values, because they may be
    /// personal data.
    /// </summary>
    private static string Key(string budget) => $"{nameof(IBudgetSource)}:{budget}";
}
