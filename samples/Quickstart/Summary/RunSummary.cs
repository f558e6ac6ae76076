using LlmCost.AI;

namespace Quickstart;

/// <summary>Adds up the tokens and costs of all metered calls, without rounding.</summary>
internal sealed class RunSummary : ICostObserver
{
    private const string Unknown = "unknown";
    private static readonly TokenClass[] TokenClasses = Enum.GetValues<TokenClass>();

    private readonly Lock _lock = new();
    private readonly Dictionary<CallGroup, CallCounts> _calls = [];
    private readonly Dictionary<(CallGroup Group, TokenClass TokenClass), Spend> _spend = [];
    private string? _priceListVersion;

    /// <inheritdoc/>
    public void OnRecorded(CostRecord record)
    {
        var group = new CallGroup(
            record.ProviderName ?? Unknown,
            record.RequestModel ?? Unknown,
            record.ResponseModel,
            record.Feature ?? Unknown,
            record.UsageSource);

        lock (_lock)
        {
            _calls[group] = _calls.GetValueOrDefault(group) + CallCounts.Of(record);
            _priceListVersion = record.PriceListVersion;

            foreach (var tokenClass in TokenClasses)
            {
                var spend = new Spend(record.Usage[tokenClass], record.Cost?[tokenClass] ?? 0);

                if (spend != default)
                {
                    _spend[(group, tokenClass)] = _spend.GetValueOrDefault((group, tokenClass)) + spend;
                }
            }
        }
    }

    /// <summary>Returns the current sums.</summary>
    public RunSnapshot Snapshot()
    {
        lock (_lock)
        {
            return new RunSnapshot(new(_calls), new(_spend), _priceListVersion);
        }
    }
}
