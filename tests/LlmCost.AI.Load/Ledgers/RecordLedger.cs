using System.Text.Json;

namespace LlmCost.AI.Load.Ledgers;

/// <summary>Adds up, without rounding, every record that an observer receives.</summary>
internal sealed class RecordLedger : ICostObserver
{
    private static readonly TokenClass[] s_classes = Enum.GetValues<TokenClass>();

    private readonly Lock _lock = new();
    private readonly Dictionary<CallKey, long> _calls = [];
    private readonly Dictionary<ClassKey, (long Tokens, decimal Cost)> _classes = [];
    private LedgerTotals _totals;
    private (DateTimeOffset Earliest, DateTimeOffset Latest) _times = (DateTimeOffset.MaxValue, DateTimeOffset.MinValue);

    /// <summary>Gets the sums over all calls so far.</summary>
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

    /// <summary>Gets the time between the earliest and the latest timestamp of the records.</summary>
    public TimeSpan TimeSpan
    {
        get
        {
            lock (_lock)
            {
                return _times.Latest - _times.Earliest;
            }
        }
    }

    /// <summary>Gets the calls by series.</summary>
    public IReadOnlyList<CallLine> CallLines
    {
        get
        {
            lock (_lock)
            {
                return [.. _calls.Select(line => new CallLine(line.Key, line.Value))];
            }
        }
    }

    /// <summary>Gets the tokens and costs by series.</summary>
    public IReadOnlyList<ClassLine> ClassLines
    {
        get
        {
            lock (_lock)
            {
                return [.. _classes.Select(line => new ClassLine(line.Key, line.Value.Tokens, line.Value.Cost))];
            }
        }
    }

    /// <inheritdoc/>
    public void OnRecorded(CostRecord record)
    {
        var time = record.Timestamp;
        var source = Label(record.UsageSource);
        var call = new CallKey(
            record.ProviderName!,
            record.RequestModel!,
            record.ResponseModel ?? "",
            record.Feature!,
            source,
            record.ErrorType ?? "");
        var one = new LedgerTotals(
            Calls: 1,
            record.Usage.Total,
            record.Cost?.Total ?? 0,
            LedgerTotals.Nano(record.Cost?.Total ?? 0),
            record.UsageSource is UsageSource.Reported ? record.Usage.Total : 0,
            record.UnpricedReason is UnpricedReason.None ? 0 : 1,
            record.UnpricedReason is UnpricedReason.None ? 0 : record.Usage.Total,
            record.PriceListName is { } list && list.StartsWith("http", StringComparison.Ordinal) ? 1 : 0);

        lock (_lock)
        {
            _totals += one;
            _times = (time < _times.Earliest ? time : _times.Earliest, time > _times.Latest ? time : _times.Latest);
            _calls[call] = _calls.GetValueOrDefault(call) + 1;
            foreach (var tokenClass in s_classes)
            {
                var (tokens, cost) = (record.Usage[tokenClass], record.Cost?[tokenClass] ?? 0);
                if (tokens > 0 || cost > 0)
                {
                    var key = new ClassKey(
                        call.Provider, call.RequestModel, call.ResponseModel, call.Feature, source, Label(tokenClass));
                    var sum = _classes.GetValueOrDefault(key);
                    _classes[key] = (sum.Tokens + tokens, sum.Cost + cost);
                }
            }
        }
    }

    /// <summary>Returns the metric label for an enum value.</summary>
    public static string Label<T>(T value)
        where T : struct, Enum => JsonNamingPolicy.SnakeCaseLower.ConvertName(value.ToString());
}
