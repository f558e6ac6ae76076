using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace LlmCost.AI.Load.Ledgers;

/// <summary>Adds up the log records of calls without rounding, and counts the meter's other log events.</summary>
[ProviderAlias("Ledger")]
internal sealed class LogLedger : ILoggerProvider, ILogger
{
    private const string CallEvent = "LlmCall";
    private const string FailureEvent = "MeteringFailed";
    private const int MaxFailures = 10;

    private readonly Lock _lock = new();
    private readonly ConcurrentQueue<string> _failures = new();
    private readonly ConcurrentDictionary<string, long> _events = new();
    private LedgerTotals _totals;

    /// <summary>Gets the sums over all calls in the log records so far.</summary>
    public LedgerTotals Totals
    {
        get
        {
            lock (_lock)
            {
                return _totals;
            }
        }
    }

    /// <summary>Gets the number of the meter's log records per event name.</summary>
    public IReadOnlyDictionary<string, long> Events => _events;

    /// <summary>Gets the first failures of the meter.</summary>
    public IReadOnlyCollection<string> Failures => _failures;

    /// <inheritdoc/>
    public ILogger CreateLogger(string categoryName) =>
        categoryName == typeof(CostMeter).FullName ? this : Microsoft.Extensions.Logging.Abstractions.NullLogger.Instance;

    /// <inheritdoc/>
    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    /// <inheritdoc/>
    public bool IsEnabled(LogLevel logLevel) => true;

    /// <inheritdoc/>
    public void Log<TState>(
        LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        _events.AddOrUpdate(eventId.Name!, 1, (_, count) => count + 1);
        if (eventId.Name is CallEvent && state is IReadOnlyList<KeyValuePair<string, object?>> values)
        {
            Add(values);
        }
        else if (eventId.Name is FailureEvent && _failures.Count < MaxFailures)
        {
            _failures.Enqueue($"{formatter(state, exception)} {exception}");
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        // Nothing to dispose of.
    }

    private void Add(IReadOnlyList<KeyValuePair<string, object?>> values)
    {
        var (tokens, cost, isReported, isUnpriced, isFeed) = (0L, 0m, false, false, false);
        foreach (var (name, value) in values)
        {
            switch (name)
            {
                case "InputTokens" or "OutputTokens":
                    tokens += (long)value!;
                    break;
                case "Cost":
                    cost = (decimal?)value ?? 0;
                    break;
                case "UsageSource":
                    isReported = value is UsageSource.Reported;
                    break;
                case "UnpricedReason":
                    isUnpriced = value is not UnpricedReason.None;
                    break;
                case "PriceListName":
                    isFeed = ((string?)value)?.StartsWith("http", StringComparison.Ordinal) is true;
                    break;
            }
        }

        lock (_lock)
        {
            _totals += new LedgerTotals(
                Calls: 1,
                tokens,
                cost,
                LedgerTotals.Nano(cost),
                isReported ? tokens : 0,
                isUnpriced ? 1 : 0,
                isUnpriced ? tokens : 0,
                isFeed ? 1 : 0);
        }
    }
}
