using System.Globalization;

namespace LlmCost.AI;

/// <summary>Forecasts the cost of a month from the daily costs of a ledger.</summary>
/// <remarks>
/// Each series uses the simplest method whose error in the last weeks is within 2 % of the smallest. The same ledger and options
/// always give the same forecast. Immutable and safe to use from any thread.
/// </remarks>
public sealed record CostForecast
{
    /// <summary>Gets the time of the forecast.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>Gets the month of the forecast, UTC.</summary>
    public required LedgerPeriod Month { get; init; }

    /// <summary>Gets the forecast of all selected calls. It is computed separately, and is not the sum of the groups.</summary>
    public required SeriesForecast Total { get; init; }

    /// <summary>Gets the forecast of each group, the most expensive first. Empty if the calls are not grouped.</summary>
    public required IReadOnlyList<SeriesForecast> Series { get; init; }

    /// <summary>
    /// Gets the difference between the forecast of <see cref="Total"/> and the sum of the forecasts of all groups, in USD, or
    /// <see langword="null"/> if a forecast is missing or the calls are not grouped. Large differences show that a forecast is
    /// uncertain.
    /// </summary>
    public required decimal? Difference { get; init; }

    /// <summary>Gets the coverage of the days that were read, which lists the data that are missing.</summary>
    public required LedgerCoverage Coverage { get; init; }

    /// <summary>Gets notes on the forecast, as English sentences.</summary>
    public required IReadOnlyList<string> Notes { get; init; }

    /// <summary>Creates a forecast.</summary>
    /// <param name="ledger">The ledger.</param>
    /// <param name="options">The options; <see langword="null"/> forecasts all calls of this month.</param>
    /// <param name="cancellationToken">A token that cancels the operation.</param>
    /// <returns>The forecast.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="ledger"/> is <see langword="null"/>.</exception>
    /// <exception cref="ArgumentException">An option is not valid. The message contains the option and the reason.</exception>
    public static async Task<CostForecast> CreateAsync(
        ILedgerReader ledger, CostForecastOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(ledger);
        options ??= new CostForecastOptions();
        ThrowIfInvalid(options);

        var at = (options.At ?? TimeProvider.System.GetUtcNow()).ToUniversalTime();
        var today = DateOnly.FromDateTime(at.UtcDateTime);
        var first = new DateOnly(today.Year, today.Month, 1);
        var from = today.AddDays(-options.HistoryDays);
        var days = new LedgerPeriod { Start = LedgerPeriod.Days(from < first ? from : first, today).Start, End = at };
        var coverage = await ledger.ReadCoverageAsync(days, cancellationToken).ConfigureAwait(false);
        var history = await ForecastData.ReadAsync(ledger, options, days, coverage, cancellationToken).ConfigureAwait(false);

        var total = SeriesForecaster.Forecast(history.Total, options, options.Budget, at);
        List<SeriesForecast> series = [];
        foreach (var group in history.Groups)
        {
            cancellationToken.ThrowIfCancellationRequested();
            series.Add(SeriesForecaster.Forecast(group, options, options.BudgetOf?.Invoke(group.Values), at));
        }

        return new CostForecast
        {
            At = at,
            Month = LedgerPeriod.Month(first.Year, first.Month),
            Total = total,
            Series =
            [
                .. series.OrderByDescending(one => one.MonthEnd?.P50 ?? one.Spent)
                    .ThenBy(one => string.Join(',', one.Values), StringComparer.Ordinal),
            ],
            Difference = series.Count is 0 ? null : total.MonthEnd?.P50 - SumOf(series),
            Coverage = coverage,
            Notes = history.Notes,
        };
    }

    private static decimal? SumOf(List<SeriesForecast> series)
    {
        decimal? sum = 0;
        foreach (var one in series)
        {
            sum += one.MonthEnd?.P50;
        }

        return sum;
    }

    private static void ThrowIfInvalid(CostForecastOptions options)
    {
        foreach (var field in options.By.Concat(options.Filters.Select(filter => filter.Field)))
        {
            if (field.IsPrice || field.IsHour || field.Name is "day" or "month")
            {
                throw new ArgumentException(
                    $"'{field.Name}' can't be forecast; use a property of calls, such as feature or model.", nameof(options));
            }
        }

        if (options.HistoryDays is < 28 or > 730)
        {
            throw new ArgumentException(
                string.Create(CultureInfo.InvariantCulture, $"HistoryDays is {options.HistoryDays}; it must be from 28 to 730."),
                nameof(options));
        }

        if (options.Budget is <= 0)
        {
            throw new ArgumentException(
                string.Create(CultureInfo.InvariantCulture, $"Budget is {options.Budget}; it must be greater than 0."),
                nameof(options));
        }

        foreach (var (feature, factor) in options.Growth)
        {
            if (factor is < 0 or > 1000)
            {
                throw new ArgumentException(
                    string.Create(
                        CultureInfo.InvariantCulture, $"Growth of '{feature}' is {factor}; it is a factor from 0 to 1000."),
                    nameof(options));
            }
        }
    }
}
