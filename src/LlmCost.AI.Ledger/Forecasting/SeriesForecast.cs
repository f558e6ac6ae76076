namespace LlmCost.AI;

/// <summary>The forecast of all calls, or of those with the same values of <see cref="CostForecastOptions.By"/>.</summary>
/// <remarks>Immutable and safe to use from any thread.</remarks>
public sealed record SeriesForecast
{
    /// <summary>
    /// Gets the values of <see cref="CostForecastOptions.By"/>, in its order; <see langword="null"/> for none. Empty for all
    /// calls.
    /// </summary>
    public required IReadOnlyList<string?> Values { get; init; }

    /// <summary>
    /// Gets the whole days on which the forecast is based, from the first day with calls to yesterday. Today is not one of them,
    /// and neither is the day on which the ledger begins, because it is incomplete.
    /// </summary>
    public required IReadOnlyList<ForecastHistoryDay> History { get; init; }

    /// <summary>Gets the cost of the month until the time of the forecast, in USD. It is exact.</summary>
    public required decimal Spent { get; init; }

    /// <summary>
    /// Gets the cost of the month at its end: <see cref="Spent"/> and the rest. <see langword="null"/> if there is too little
    /// history.
    /// </summary>
    public required ForecastRange? MonthEnd { get; init; }

    /// <summary>Gets the days from today to the end of the month. Empty if there is too little history.</summary>
    public required IReadOnlyList<ForecastDay> Days { get; init; }

    /// <summary>Gets the method of the forecast.</summary>
    public required ForecastMethod Method { get; init; }

    /// <summary>
    /// Gets a value indicating whether Holt-Winters forecast the logarithm of the cost, because weeks that cost more also vary
    /// more.
    /// </summary>
    public required bool IsLogarithmic { get; init; }

    /// <summary>Gets the comparison of the methods. Empty if the history is too short for one.</summary>
    public required IReadOnlyList<ForecastBacktest> Backtests { get; init; }

    /// <summary>Gets the result of <see cref="Method"/> in the comparison, or <see langword="null"/> if there was none.</summary>
    public ForecastBacktest? Backtest => Backtests.FirstOrDefault(one => one.Method == Method);

    /// <summary>Gets the factor of <see cref="CostForecastOptions.Growth"/> that the days ahead are multiplied by.</summary>
    public required decimal Growth { get; init; }

    /// <summary>Gets what the forecast means for the budget, or <see langword="null"/> if there is none.</summary>
    public required BudgetForecast? Budget { get; init; }

    /// <summary>Gets what to know about the forecast: too little history, incomplete days. Sentences in English.</summary>
    public required IReadOnlyList<string> Notes { get; init; }
}
