using System.Globalization;

namespace LlmCost.AI;

/// <summary>Forecasts a series to the end of the month.</summary>
internal static class SeriesForecaster
{
    /// <summary>The number of days of history that a forecast needs.</summary>
    private const int MinDays = 2;

    /// <summary>The number of days of history that a range needs.</summary>
    private const int RangeDays = 14;

    private const int Decimals = 6;

    /// <summary>The limit for amounts of simulated paths: far above any real cost, and below the limit of decimal.</summary>
    private const double MaxAmount = 1e18;

    public static SeriesForecast Forecast(CostSeries series, CostForecastOptions options, decimal? budget, DateTimeOffset at)
    {
        var today = DateOnly.FromDateTime(at.UtcDateTime);
        var end = new DateOnly(today.Year, today.Month, 1).AddMonths(1);
        var month = series.Days.Where(day => day.Day.Year == today.Year && day.Day.Month == today.Month).ToList();
        var spent = month.Sum(day => day.Cost);
        ForecastHistoryDay[] history =
        [
            .. series.Days.Where(day => day.Day >= series.FirstWhole && day.Day < today)
                .SkipWhile(day => day.Calls is 0)
                .TakeLast(options.HistoryDays),
        ];
        double[] costs = [.. history.Select(day => (double)day.Cost)];
        var ahead = end.DayNumber - today.DayNumber;
        var firstShare = 1 - (at.UtcDateTime.TimeOfDay / TimeSpan.FromDays(1));
        var backtests = Compare(costs, out var isLogarithmic);
        var (method, prediction) = Predict(costs, backtests, ahead, firstShare, isLogarithmic);
        var growth = series.Growth(options.Growth);
        var days = prediction is null
            ? []
            : DaysOf(prediction, series, spent, growth, firstShare);
        return new SeriesForecast
        {
            Values = series.Values,
            History = history,
            Spent = spent,
            MonthEnd = days is [.., var last] ? last.MonthToDate : null,
            Days = days,
            Method = method,
            IsLogarithmic = isLogarithmic && method is (ForecastMethod.HoltWinters or ForecastMethod.Median),
            Backtests = backtests,
            Growth = growth,
            Budget = budget is { } amount
                ? BudgetOf(
                    amount, spent, month, days, prediction?.Sums[^1],
                    prediction is null ? growth : growth * (decimal)SumFactor(prediction, series, firstShare, ahead - 1),
                    ahead - 1 + firstShare)
                : null,
            Notes =
            [
                .. NotesOf(history, method),
                .. series.PriceChanges.Select(change => change.Note).Order(StringComparer.Ordinal),
            ],
        };
    }

    /// <summary>Compares the methods. The result is empty if the history is too short.</summary>
    public static IReadOnlyList<ForecastBacktest> Compare(double[] costs, out bool isLogarithmic)
    {
        isLogarithmic = LogHoltWinters.IsBetter(costs);
        return costs.Length >= Backtest.MinDays ? Backtest.Run(costs, isLogarithmic) : [];
    }

    /// <summary>Forecasts with the best method for a history.</summary>
    public static (ForecastMethod Method, Prediction? Prediction) Predict(
        double[] costs, IReadOnlyList<ForecastBacktest> backtests, int ahead, double firstShare, bool isLogarithmic)
    {
        switch (costs.Length)
        {
            case < MinDays:
                return (ForecastMethod.None, null);
            case < RangeDays:
                return (ForecastMethod.WeekPace, Candidates.WeekPace(costs, ahead, firstShare));
            case < Candidates.HoltWintersDays:
                return (ForecastMethod.SeasonalNaive, Candidates.SeasonalNaive(costs, ahead, firstShare));
            default:
                var chosen = backtests.Count is 0 ? ForecastMethod.Median : Backtest.Choose(backtests).Method;
                var (method, prediction) = Candidates.All(costs, ahead, firstShare, isLogarithmic)
                    .First(one => one.Method == chosen);
                return costs.Length < Calibration.MinDays
                    ? (method, prediction)
                    : (method, Calibration.Apply(prediction, method, costs, isLogarithmic));
        }
    }

    private static List<ForecastDay> DaysOf(
        Prediction prediction, CostSeries series, decimal spent, decimal growth, double firstShare)
    {
        var today = series.Days[^1];
        var days = new List<ForecastDay>();
        for (var h = 0; h < prediction.Days.Count; h++)
        {
            var factor = (double)(growth * series.PriceFactor(h));
            days.Add(new ForecastDay
            {
                Day = today.Day.AddDays(h),
                Cost = h is 0
                    ? RangeOf(prediction.Days[h], today.Cost, factor * firstShare)
                    : RangeOf(prediction.Days[h], 0, factor),
                MonthToDate = RangeOf(
                    prediction.Sums[h], spent, (double)growth * SumFactor(prediction, series, firstShare, h)),
                PriceFactor = series.PriceFactor(h),
            });
        }

        return days;
    }

    /// <summary>
    /// Returns the factor by which known price changes affect the sum of the days up to a given day: the mean of the factors of
    /// the days, weighted by their expected costs.
    /// </summary>
    private static double SumFactor(Prediction prediction, CostSeries series, double firstShare, int last)
    {
        var (sum, weights) = (0.0, 0.0);
        for (var h = 0; h <= last; h++)
        {
            var weight = Math.Clamp(prediction.Days[h].Center, 0, MaxAmount) * (h is 0 ? firstShare : 1);
            (sum, weights) = (sum + (weight * (double)series.PriceFactor(h)), weights + weight);
        }

        return series.PriceChanges.Count is 0 || weights is 0 ? 1 : sum / weights;
    }

    /// <summary>Adds the actual cost, which is exact, to the forecast, which is rounded.</summary>
    private static ForecastRange RangeOf(IDistribution ahead, decimal spent, double factor)
    {
        return new ForecastRange
        {
            P10 = ahead.HasRange ? Amount(ahead.Quantile(0.1)) : null,
            P50 = Amount(ahead.Center),
            P90 = ahead.HasRange ? Amount(ahead.Quantile(0.9)) : null,
        };

        decimal Amount(double value) =>
            spent + decimal.Round((decimal)(Math.Clamp(value, 0, MaxAmount) * factor), Decimals);
    }

    private static BudgetForecast BudgetOf(
        decimal amount, decimal spent, List<ForecastHistoryDay> month, IReadOnlyList<ForecastDay> days, IDistribution? rest,
        decimal growth, double daysLeft) => new()
        {
            Amount = amount,
            ChanceOfExceeding = spent > amount ? 1
                : rest is not { HasRange: true } ? null
                : growth is 0 ? 0
                : rest.ChanceAbove((double)((amount - spent) / growth)),
            ExhaustedOn = spent >= amount
                ? PastDay(amount, month)
                : days.FirstOrDefault(day => day.MonthToDate.P50 > amount)?.Day,
            HeadroomPerDay = spent >= amount ? 0 : decimal.Round((amount - spent) / (decimal)daysLeft, Decimals),
        };

    private static DateOnly PastDay(decimal amount, List<ForecastHistoryDay> month)
    {
        var (i, sum) = (0, month[0].Cost);
        while (sum < amount)
        {
            i++;
            sum += month[i].Cost;
        }

        return month[i].Day;
    }

    private static IEnumerable<string> NotesOf(ForecastHistoryDay[] history, ForecastMethod method)
    {
        var count = history.Length.ToString(CultureInfo.InvariantCulture);
        if (history.Length < MinDays)
        {
            yield return $"A forecast needs {MinDays} whole days; there are {count}.";
        }
        else if (history.Length < RangeDays)
        {
            yield return $"A range needs {RangeDays} whole days; there are {count}.";
        }
        else if (history.Length < Calibration.MinDays)
        {
            yield return $"The range is a rough guess before {Calibration.MinDays} whole days; there are {count}.";
        }
        else if (history.Length < Backtest.MinDays)
        {
            yield return $"The method is not compared with others before {Backtest.MinDays} whole days; there are {count}.";
        }

        if (method is not ForecastMethod.None && history.All(day => day.Cost is 0))
        {
            yield return "No day of the history has a cost.";
        }

        if (history.Count(day => day.IsIncomplete) is > 0 and var incomplete)
        {
            yield return string.Create(
                CultureInfo.InvariantCulture,
                $"{incomplete} of {count} days have gaps or calls without a known cost, so the forecast is too low.");
        }
    }
}
