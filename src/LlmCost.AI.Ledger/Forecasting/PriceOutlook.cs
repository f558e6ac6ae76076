using System.Globalization;

namespace LlmCost.AI;

/// <summary>The prices of the coming days, as far as the price lists contain them.</summary>
/// <remarks>
/// The history ends yesterday, so the forecast without price changes assumes yesterday's prices. Prices that depend on the
/// weekday are not a change, because the weekly season of the forecast includes them.
/// </remarks>
internal sealed class PriceOutlook(CostMeter meter, DateTimeOffset at)
{
    private const int Week = 7;
    private const int Hours = 24;

    private readonly WhatIfPricer _pricer = new(meter, new CostWhatIfOptions { Period = default });
    private readonly Dictionary<(string? Provider, string? Request, string? Response), PriceChange?> _changes = [];
    private readonly DateOnly _today = DateOnly.FromDateTime(at.UtcDateTime);

    /// <summary>Gets the period of the calls that are repriced: the last seven whole days.</summary>
    public LedgerPeriod Calls => LedgerPeriod.Days(_today.AddDays(-Week), _today.AddDays(-1));

    private int DaysAhead => new DateOnly(_today.Year, _today.Month, 1).AddMonths(1).DayNumber - _today.DayNumber;

    /// <summary>Returns the price change of calls, or <see langword="null"/> if their price does not change.</summary>
    public PriceChange? ChangeOf(LedgerKey key)
    {
        var id = (key.ProviderName, key.RequestModel, key.ResponseModel);
        return _changes.TryGetValue(id, out var known) ? known : _changes[id] = Find(key);
    }

    /// <summary>
    /// Adds a call of the last seven days (<see cref="Calls"/>) to the series that contain it: its actual cost, and its cost at
    /// the prices of each coming day.
    /// </summary>
    public void Add(LedgerCall call, IEnumerable<CostSeries> containing)
    {
        if (call.Cost is not { } cost)
        {
            return;
        }

        var costs = new decimal[DaysAhead];
        Array.Fill(costs, cost);
        var change = ChangeOf(call.Key);
        if (change is not null && Price(call, _today.AddDays(-1)) is > 0 and var before)
        {
            Dictionary<DateOnly, decimal> priced = [];
            for (var h = 0; h < costs.Length; h++)
            {
                if (change.Days[h] is { } day)
                {
                    // The cost is scaled, so that differences from the list price, such as discounts, are preserved.
                    costs[h] = priced.TryGetValue(day, out var known)
                        ? known
                        : priced[day] = cost * (Price(call, day) ?? before) / before;
                }
            }
        }

        foreach (var series in containing)
        {
            series.AddAhead(cost, costs, change);
        }
    }

    private decimal? Price(LedgerCall call, DateOnly day)
    {
        var time = TimeOnly.FromDateTime(call.Timestamp.UtcDateTime);
        var price = _pricer.Price(call, new DateTimeOffset(day, time, TimeSpan.Zero));
        return price.Reason is null ? price.Cost : null;
    }

    private PriceChange? Find(LedgerKey key)
    {
        if (key.ProviderName is not { } provider || WhatIfPricer.ModelOf(meter, key, provider, at) is not { } model)
        {
            return null;
        }

        var past = Enumerable.Range(-Week, Week).ToDictionary(h => h, PricesOf);
        List<(DateOnly Day, ModelPrice?[] Prices)> changed = [];
        var days = new DateOnly?[DaysAhead];
        for (var h = 0; h < days.Length; h++)
        {
            var prices = PricesOf(h);
            if (IsSame(prices, past[-1]) || IsSame(prices, past[(h % Week) - Week]))
            {
                continue;
            }

            var index = changed.FindIndex(one => IsSame(one.Prices, prices));
            if (index < 0)
            {
                index = changed.Count;
                changed.Add((_today.AddDays(h), prices));
            }

            days[h] = changed[index].Day;
        }

        return changed.Count is 0 ? null : new PriceChange(
            string.Create(
                CultureInfo.InvariantCulture, $"The price of {provider}/{model} changes on {changed[0].Day:yyyy-MM-dd}."),
            days);

        ModelPrice?[] PricesOf(int h)
        {
            var midnight = new DateTimeOffset(_today.AddDays(h), TimeOnly.MinValue, TimeSpan.Zero);
            return [.. Enumerable.Range(0, Hours).Select(hour => meter.FindPrice(provider, model, midnight.AddHours(hour)))];
        }
    }

    private static bool IsSame(ModelPrice?[] one, ModelPrice?[] other) =>
        one.Zip(other).All(pair => ReferenceEquals(pair.First, pair.Second));
}
