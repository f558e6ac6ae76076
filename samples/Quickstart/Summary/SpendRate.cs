using LlmCost.AI;

namespace Quickstart;

/// <summary>Measures the current rate of spend.</summary>
/// <param name="timeProvider">The clock.</param>
internal sealed class SpendRate(TimeProvider timeProvider) : ICostObserver
{
    /// <summary>The length of the history in seconds.</summary>
    public const int HistorySeconds = 60;

    private const int WindowSeconds = 10;

    private readonly Lock _lock = new();
    private readonly long _start = timeProvider.GetTimestamp();
    private readonly decimal[] _spentInSecond = new decimal[HistorySeconds];
    private long _second;

    /// <inheritdoc/>
    public void OnRecorded(CostRecord record)
    {
        lock (_lock)
        {
            Advance();
            _spentInSecond[_second % HistorySeconds] += record.Cost?.Total ?? 0;
        }
    }

    /// <summary>Returns the spend in USD per minute, averaged over the last ten seconds.</summary>
    public decimal PerMinute()
    {
        lock (_lock)
        {
            var elapsed = Advance();
            var seconds = Math.Min(_second, WindowSeconds);
            var spent = 0m;

            for (var i = 0; i <= seconds; i++)
            {
                spent += _spentInSecond[(_second - i) % HistorySeconds];
            }

            var span = seconds + (elapsed.TotalSeconds - _second);
            return span < 1 ? spent * 60 : spent * 60 / (decimal)span;
        }
    }

    /// <summary>Returns the spend in USD of each second of the history, oldest first, without the current second.</summary>
    public IReadOnlyList<decimal> History()
    {
        lock (_lock)
        {
            Advance();
            var seconds = (int)Math.Min(_second, HistorySeconds - 1);
            var history = new decimal[seconds];

            for (var i = 0; i < seconds; i++)
            {
                history[i] = _spentInSecond[(_second - seconds + i) % HistorySeconds];
            }

            return history;
        }
    }

    private TimeSpan Advance()
    {
        var elapsed = timeProvider.GetElapsedTime(_start);
        var second = (long)elapsed.TotalSeconds;

        for (var next = Math.Max(_second + 1, second - HistorySeconds + 1); next <= second; next++)
        {
            _spentInSecond[next % HistorySeconds] = 0;
        }

        _second = second;
        return elapsed;
    }
}
