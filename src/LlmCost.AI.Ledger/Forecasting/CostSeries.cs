namespace LlmCost.AI;

/// <summary>The daily costs of a group of calls, up to and including today.</summary>
internal sealed class CostSeries(IReadOnlyList<string?> values, DateOnly first, int days)
{
    /// <summary>The number of recent days whose costs determine how much the growth of each feature weighs.</summary>
    private const int ShareDays = 28;

    private readonly ForecastHistoryDay[] _days =
        [.. Enumerable.Range(0, days).Select(i => new ForecastHistoryDay { Day = first.AddDays(i), Cost = 0 })];

    private readonly Dictionary<string, decimal> _features = new(StringComparer.Ordinal);

    private readonly HashSet<PriceChange> _changes = [];
    private decimal _pricedCost;
    private decimal[] _aheadCosts = [];

    public IReadOnlyList<string?> Values => values;

    /// <summary>Gets the known price changes of the calls.</summary>
    public IReadOnlyCollection<PriceChange> PriceChanges => _changes;

    /// <summary>Gets all days that were read. The last one is today.</summary>
    public IReadOnlyList<ForecastHistoryDay> Days => _days;

    /// <summary>Gets or sets the first day that can be part of the history.</summary>
    public DateOnly FirstWhole { get; set; } = first;

    public void Add(LedgerTotal total)
    {
        var day = DateOnly.FromDateTime(total.Start.UtcDateTime);
        var isUnpriced = total.Result.IsUnpriced;
        Add(day, total.Cost, total.Calls, isUnpriced ? total.Calls : 0, total.Result.IsPartial ? total.Calls : 0);
        if (day >= _days[^1].Day.AddDays(-ShareDays) && total.Cost > 0)
        {
            var feature = total.Key.Feature ?? "";
            _features[feature] = _features.GetValueOrDefault(feature) + total.Cost;
        }
    }

    public void Add(DateOnly day, decimal cost, long calls, long unpricedCalls, long partialCalls)
    {
        ref var sum = ref _days[day.DayNumber - _days[0].Day.DayNumber];
        sum = sum with
        {
            Cost = sum.Cost + cost,
            Calls = sum.Calls + calls,
            UnpricedCalls = sum.UnpricedCalls + unpricedCalls,
            PartialCalls = sum.PartialCalls + partialCalls,
        };
    }

    public void MarkGap(DateOnly day)
    {
        ref var sum = ref _days[day.DayNumber - _days[0].Day.DayNumber];
        sum = sum with { HasGap = true };
    }

    /// <summary>Adds a call of the last week.</summary>
    public void AddAhead(decimal cost, decimal[] costs, PriceChange? change)
    {
        if (_aheadCosts.Length is 0)
        {
            _aheadCosts = new decimal[costs.Length];
        }

        _pricedCost += cost;
        for (var h = 0; h < costs.Length; h++)
        {
            _aheadCosts[h] += costs[h];
        }

        if (change is not null)
        {
            _changes.Add(change);
        }
    }

    /// <summary>Returns the factor by which known price changes affect the cost of a coming day.</summary>
    public decimal PriceFactor(int h) => _pricedCost is 0 || _changes.Count is 0
        ? 1
        : decimal.Round(_aheadCosts[h] / _pricedCost, 6);

    /// <summary>Returns the growth factor: the mean of the features' factors, weighted by their costs.</summary>
    public decimal Growth(IReadOnlyDictionary<string, decimal> growth)
    {
        var cost = _features.Values.Sum();
        return cost is 0 || !_features.Keys.Any(growth.ContainsKey)
            ? 1
            : decimal.Round(_features.Sum(feature => feature.Value * growth.GetValueOrDefault(feature.Key, 1)) / cost, 6);
    }
}
